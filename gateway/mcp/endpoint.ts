import type { IncomingMessage, ServerResponse } from 'node:http';
import type { StoredEvent } from '../../contract/events.ts';
import type { ClientInfo } from '../../contract/model.ts';
import type { Clock, Ids, Log, Release } from '../../contract/ports.ts';
import type { Gate } from '../admission/gate.ts';
import type { Authenticate } from '../http/authenticate.ts';
import { createBusyPoll } from '../http/busy-poll.ts';
import { createListener, type ListenOptions } from '../http/listen.ts';
import { createBodyReader, defaultBodyLimits, type BodyLimits } from '../http/read-body.ts';
import { answerSignIn } from '../upstreams/oauth/callback-page.ts';
import type { Upstreams } from '../upstreams/upstreams.ts';
import { createAggregates } from './aggregate/aggregates.ts';
import { createMcpRoute } from './mcp-route.ts';
import { createModernRoute } from './modern/modern-route.ts';
import { refuseHttp, routeOf } from './route.ts';
import { createSessionOpener } from './open-session.ts';
import { createSessions } from './sessions.ts';
import { everything } from './target.ts';

export interface EndpointParts {
  readonly version: string;
  readonly gate: Gate;
  readonly authenticate: Authenticate;
  readonly upstreams: Upstreams;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly onClientConnected: (grantId: string, upstream: string, client: ClientInfo) => void;
  readonly subscribe: (listener: (event: StoredEvent) => void) => Release;
  readonly bodyLimits?: BodyLimits;
  readonly listenOptions?: ListenOptions;
}

/** The MCP endpoint: the only door for agents. */
export interface Endpoint {
  /** Binds 127.0.0.1; answers the MCP URL. A taken port is an error that names the setting. */
  listen(port: number): Promise<{ url: string }>;
  /** Takes back what is held, gives up what is in flight after `graceMs`, ends all sessions. Safe to repeat. */
  close(graceMs?: number): Promise<void>;
}

export function createEndpoint(parts: EndpointParts): Endpoint {
  const { clock, log, upstreams } = parts;
  const sessions = createSessions({ clock, log });
  const bodies = createBodyReader(clock, parts.bodyLimits ?? defaultBodyLimits);
  const busyPoll = createBusyPoll();
  const modern = createModernRoute(parts);
  const aggregates = createAggregates(parts);
  const mcpRoute = createMcpRoute({
    ...parts,
    sessions,
    aggregates,
    modern,
    bodies,
    guarded,
    maxBodyBytes: (parts.bodyLimits ?? defaultBodyLimits).maxBytes,
    openSession: createSessionOpener({ ...parts, sessions }),
  });
  let closing: Promise<void> | undefined;

  function handle(req: IncomingMessage, res: ServerResponse): void {
    res.on('error', () => {}); // the client is gone: whoever waits for it hears `close`
    if (closing) {
      res.setHeader('connection', 'close');
      return refuseHttp(res, 503, 'Checkstand is stopping');
    }
    const route = routeOf(req);
    switch (route.kind) {
      case 'refused':
        return refuseHttp(res, route.status, route.message);
      case 'health': {
        const body = JSON.stringify({ status: 'ok', version: parts.version });
        res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
        return void res.end(body);
      }
      case 'signed-in':
        return void answerSignIn(upstreams, route.query, res); // never rejects
      case 'mcp':
        if (req.method === 'POST') res.once('close', busyPoll.arrived());
        return mcpRoute(req, res, route.upstream);
    }
  }

  function guarded(req: IncomingMessage, res: ServerResponse, step: () => void): void {
    try {
      step();
    } catch (error) {
      log.error('a request could not be handled', { url: req.url, error: String(error) });
      if (res.headersSent) res.destroy();
      else refuseHttp(res, 500, 'the request could not be handled; see the log of Checkstand');
    }
  }

  const listener = createListener(
    (req, res) => guarded(req, res, () => handle(req, res)),
    parts.listenOptions,
  );

  const releases = [
    parts.subscribe((event) => {
      switch (event.type) {
        case 'policy.saved':
        case 'policy.removed': {
          const { upstream, grantId } = event.data;
          modern.announceTools(upstream, grantId);
          for (const session of sessions.all()) {
            const isConcerned = grantId === null || session.grantId === grantId;
            if (leadsTo(session, upstream) && isConcerned) session.announceTools();
          }
          break;
        }
        case 'grant.revoked':
        case 'grant.rotated':
          endAll((it) => it.grantId === event.data.grantId);
          break;
        case 'grant.upstreams_changed': {
          const { grantId, upstreams: left } = event.data;
          const isLost = (it: { grantId: string; upstream: string }) =>
            it.grantId === grantId && it.upstream !== everything && !left.includes(it.upstream);
          endAll(isLost);
          break;
        }
        default:
      }
    }),
    upstreams.onReset((name) => {
      endAll((it) => it.upstream === name);
    }),
  ];

  const leadsTo = (it: { grantId: string; upstream: string }, upstream: string) =>
    it.upstream === upstream || (it.upstream === everything && aggregates.includes(it.grantId, upstream));

  function endAll(which: (it: { grantId: string; upstream: string }) => boolean): void {
    void sessions.end(which, 'session_ended'); // never rejects
    void modern.end(which, 'session_ended'); // never rejects
  }

  async function close(graceMs: number): Promise<void> {
    for (const release of releases) release();
    aggregates.close();
    listener.stopAccepting();
    for (const session of sessions.all()) session.leaveHeld();
    modern.leaveHeld();
    await inFlightEnds(graceMs);
    await modern.end(() => true, 'shutdown');
    await sessions.close('shutdown');
    await listener.close();
    bodies.close();
  }

  function inFlightEnds(graceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const until = clock.now() + graceMs;
      const look = () => {
        const isIdle = !modern.hasRequests() && sessions.all().every((it) => !it.hasRequests());
        if (isIdle || clock.now() >= until) resolve();
        else clock.after(20, look);
      };
      look();
    });
  }

  return {
    async listen(port) {
      const bound = await listener.listen(port);
      return { url: `http://127.0.0.1:${bound}/mcp` };
    },
    close: (graceMs = 5_000) => (closing ??= close(graceMs)),
  };
}
