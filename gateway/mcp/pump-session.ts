import type { JsonRpcId } from '../../contract/mcp.ts';
import type { ClientInfo } from '../../contract/model.ts';
import type { Clock, Log, Release } from '../../contract/ports.ts';
import type { Gate } from '../admission/gate.ts';
import { createDeadlines } from '../http/deadlines.ts';
import type { Reply } from '../http/reply.ts';
import { outgoing, type Frame } from '../upstreams/channel.ts';
import { bytesOf } from '../upstreams/frame.ts';
import { admitCall, type Sent } from './admit-call.ts';
import { createExchange, type Exchange, type ExchangeHooks } from './exchange.ts';
import { withListChanged } from './initialize.ts';
import { rpcCode, type ClientMessage, type ClientNotification, type ClientRequest } from './json-rpc.ts';
import type { FilterList } from './list-filter.ts';
import { isSessionWide, notificationRule, requestRule } from './methods.ts';
import { shiftedProgress, errorTextOf, progressTokenOf, structuredContentOf } from './upstream-message.ts';
import { errorReply, gatewayCode } from './results.ts';
import { createServerStream } from './server-stream.ts';
import { toolsChanged, type Session, type SessionGrant } from './session.ts';
import type { Target } from './target.ts';

export interface PumpParts {
  readonly id: string;
  readonly grant: SessionGrant;
  readonly client: ClientInfo | null;
  readonly target: Target;
  readonly filterList: FilterList;
  readonly gate: Gate;
  readonly clock: Clock;
  readonly log: Log;
  /** `initialize` was answered with a result. */
  readonly onInitialized: () => void;
  /** The upstream's side is over, or never began: end the session. */
  readonly onEnded: () => void;
}

/** A request that takes longer than this gets its event stream opened, with comments: silence makes clients give up. */
export const earlyStreamMs = 1_000;

/**
 * A session whose upstream speaks messages (a process of its own, or a channel into this process). Ids are kept;
 * progress goes to its request by token, what belongs to the session to the GET stream, anything else to the newest
 * request in flight. Rejects when the upstream does not start.
 */
export async function openPumpSession(parts: PumpParts): Promise<Session> {
  const { clock, log, target, gate } = parts;
  const upstream = target.name;
  const admission = { gate, clock, log, place: (tool: string) => target.tool(tool) };
  const caller = {
    grantId: parts.grant.id,
    grantName: parts.grant.name,
    client: parts.client,
    sessionId: parts.id,
  };
  const inFlight = new Map<JsonRpcId, Exchange>();
  const deadlines = createDeadlines(clock, earlyStreamMs);
  const early = new Map<Exchange, Release>();
  const stream = createServerStream(clock);
  let isOver = false;
  let ending = '';

  const channel = await target.connection.open({
    onFrame: (frame) => {
      if (isOver) return;
      try {
        route(frame);
      } catch (error) {
        // One message that cannot be handled must not take the app down.
        log.error('a message of an upstream could not be handled', { upstream, error: String(error) });
      }
    },
    onClose(what) {
      if (isOver) return;
      isOver = true;
      ending = what;
      for (const exchange of [...inFlight.values()]) {
        const text = `upstream \`${upstream}\` ended during the call: ${what}`;
        exchange.fail(gatewayCode.upstreamDown, text, true);
      }
      stream.end();
      deadlines.close();
      parts.onEnded();
    },
  });

  if (isOver) throw new Error(ending);

  const hooks: ExchangeHooks = {
    onFault: (error) => log.error('an outcome could not be recorded', { upstream, error: String(error) }),
    onAbandoned({ request }, why) {
      // `initialize` must not be cancelled; a client's own cancellation is passed on as it came.
      if (why === 'cancelled' || request.method === 'initialize') return;
      const params = { requestId: request.id, reason: why };
      channel.send(outgoing({ jsonrpc: '2.0', method: 'notifications/cancelled', params }));
    },
    onDone(exchange) {
      inFlight.delete(exchange.request.id);
      early.get(exchange)?.();
      early.delete(exchange);
    },
  };

  async function end(why: 'session_ended' | 'shutdown'): Promise<void> {
    if (isOver) return;
    isOver = true;
    for (const exchange of [...inFlight.values()]) exchange.abandon(why);
    stream.end();
    deadlines.close();
    await channel.close();
  }

  function route(frame: Frame): void {
    const { id, method } = frame.envelope;
    if (method === undefined) {
      const exchange = id === null || id === undefined ? undefined : inFlight.get(id);
      // None: it was cancelled, or the upstream made the id up. Held: nothing was asked yet.
      if (exchange && !exchange.isHeld) answer(exchange, frame);
    } else if (method === 'notifications/progress') {
      const token = progressTokenOf(frame);
      const exchange = [...inFlight.values()].findLast((it) => it.progressToken === token);
      // None: the call is over, or the token was never given.
      if (token !== undefined) exchange?.reply.event(shiftedProgress(frame, exchange.progressOffset));
    } else {
      const newest = [...inFlight.values()].findLast((it) => !it.isHeld);
      if (newest && !isSessionWide(method)) newest.reply.event(frame.json);
      else stream.push(frame.json);
    }
  }

  function answer(exchange: Exchange, frame: Frame): void {
    const { method, id } = exchange.request;
    if (frame.lost)
      return exchange.fail(gatewayCode.upstreamDown, errorTextOf(frame), frame.lost === 'after');
    if (!frame.envelope.hasResult) {
      exchange.answer(frame.json, { kind: 'error', code: 'upstream_error', message: errorTextOf(frame) });
      if (method === 'initialize') {
        parts.onEnded();
      }
      return;
    }
    let { json } = frame;
    if (method === 'tools/list') {
      const listed = parts.filterList(id, bytesOf(frame));
      if (!listed) {
        const text = `upstream \`${upstream}\` sent a list of tools that cannot be read; it was not passed on`;
        return exchange.fail(gatewayCode.upstreamUnusable, text);
      }
      json = listed;
    } else if (method === 'initialize') {
      json = withListChanged(frame);
      parts.onInitialized();
    }
    const bytes = Buffer.byteLength(json);
    const structuredContent = exchange.wantsResult ? structuredContentOf(frame) : undefined;
    exchange.answer(json, { kind: 'result', isError: frame.envelope.isError, bytes, structuredContent });
  }

  function forward(exchange: Exchange, sent: Sent): void {
    if (isOver) {
      return exchange.fail(
        gatewayCode.upstreamDown,
        `upstream \`${upstream}\` ended before the call was sent`,
      );
    }
    channel.send(sent);
    if (exchange.isDone || exchange.reply.isStreaming) return;
    early.set(
      exchange,
      deadlines.add(() => exchange.reply.openStream()),
    );
  }

  function receiveRequest(request: ClientRequest, reply: Reply): void {
    const rule = requestRule(request.method);
    if (rule === 'refuse') {
      const text = `unknown method \`${request.method}\``;
      return reply.answer(errorReply(request.id, rpcCode.methodNotFound, text));
    }
    if (inFlight.has(request.id)) {
      const text = `id \`${request.id}\` belongs to a request that is still unanswered`;
      return reply.answer(errorReply(request.id, rpcCode.invalidRequest, text), 400);
    }
    const exchange = createExchange(request, reply, hooks);
    if (exchange.isDone) return;
    inFlight.set(request.id, exchange);
    if (rule === 'admit') admitCall(admission, caller, exchange, (sent) => forward(exchange, sent));
    else forward(exchange, request);
  }

  function receiveNotification(notification: ClientNotification, reply: Reply): void {
    switch (notificationRule(notification.method)) {
      case 'refuse': {
        const text = `unknown notification \`${notification.method}\``;
        return reply.answer(errorReply(null, rpcCode.methodNotFound, text), 400);
      }
      case 'cancel': {
        const exchange = inFlight.get(notification.params?.['requestId'] as JsonRpcId); // any other value finds none
        const wasForwarded = exchange !== undefined && !exchange.isHeld;
        exchange?.abandon('cancelled');
        if (wasForwarded) channel.send(notification);
        break;
      }
      case 'relay':
        channel.send(notification);
    }
    reply.accepted();
  }

  return {
    id: parts.id,
    grantId: parts.grant.id,
    upstream,
    isBusy: () => inFlight.size > 0 || stream.isOpen,
    hasRequests: () => [...inFlight.values()].some((it) => !it.isHeld),
    leaveHeld() {
      for (const exchange of [...inFlight.values()]) if (exchange.isHeld) exchange.abandon('shutdown');
    },
    receive(message: ClientMessage, reply: Reply) {
      reply.setHeader('mcp-session-id', parts.id);
      switch (message.kind) {
        case 'request':
          return receiveRequest(message, reply);
        case 'notification':
          return receiveNotification(message, reply);
        case 'response':
          channel.send(message);
          reply.accepted();
      }
    },
    openStream(res, lastEventId) {
      stream.attach(res, lastEventId, { 'mcp-session-id': parts.id });
    },
    async remove(res) {
      res.writeHead(200, { 'content-length': 0 }).end();
      await end('session_ended');
    },
    announceTools: () => stream.push(toolsChanged),
    end,
  };
}
