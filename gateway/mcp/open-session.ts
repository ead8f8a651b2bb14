import type { ClientInfo } from '../../contract/model.ts';
import type { Clock, Ids, Log } from '../../contract/ports.ts';
import type { Gate } from '../admission/gate.ts';
import type { Reply } from '../http/reply.ts';
import type { Upstream } from '../upstreams/upstreams.ts';
import { clientInfoOf } from './initialize.ts';
import type { ClientRequest } from './json-rpc.ts';
import { createListFilter, type FilterList, type ListFilter } from './list-filter.ts';
import { openPumpSession } from './pump-session.ts';
import { createRelaySession } from './relay-session.ts';
import { errorReply, gatewayCode } from './results.ts';
import type { ForwardedHeaders, Session, SessionGrant } from './session.ts';
import type { Sessions } from './sessions.ts';

export interface SessionOpenerParts {
  readonly sessions: Sessions;
  readonly gate: Gate;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly onClientConnected: (grantId: string, upstream: string, client: ClientInfo) => void;
}

export interface OpenSession {
  /** Takes `initialize`: opens the upstream's side and registers the session. */
  (
    upstream: Upstream,
    grant: SessionGrant,
    initialize: ClientRequest,
    reply: Reply,
    headers: ForwardedHeaders,
  ): void;
  /** The one session that stands for all requests of a grant to an upstream without sessions. */
  withoutId(upstream: Upstream, grant: SessionGrant): Session;
}

/** How many sessions one client may have open with one upstream. A process each is dear, a relay is not. */
const sessionLimit = { pump: 32, relay: 256 };

export function createSessionOpener(parts: SessionOpenerParts): OpenSession {
  const { sessions, gate, clock, log } = parts;
  const filters = new WeakMap<Upstream, ListFilter>();
  /** Of upstreams without sessions: who the grant last said it was. */
  const saidToBe = new WeakMap<Upstream, Map<string, ClientInfo>>();

  function filterFor(upstream: Upstream, grant: SessionGrant): FilterList {
    const filter = filters.get(upstream) ?? createListFilter();
    filters.set(upstream, filter);
    return (id, response) => {
      try {
        const version = `${grant.id} ${gate.listVersion(grant.id, upstream.name)}`;
        const isListed = (tool: string) => gate.isListed(grant.id, upstream.name, tool);
        return filter.filter(response, id, isListed, version);
      } catch (error) {
        // Fail closed: a list that cannot be filtered is not shown.
        log.error('a list of tools could not be filtered', { upstream: upstream.name, error: String(error) });
        return undefined;
      }
    };
  }

  function common(upstream: Upstream, grant: SessionGrant, client: ClientInfo | null) {
    return {
      grant,
      client,
      upstream: upstream.name,
      definition: (tool: string) => upstream.tool(tool),
      filterList: filterFor(upstream, grant),
      gate,
      clock,
      log,
    };
  }

  function connected(upstream: Upstream, grant: SessionGrant, client: ClientInfo | null): void {
    if (!client) return;
    const clients = saidToBe.get(upstream) ?? new Map<string, ClientInfo>();
    saidToBe.set(upstream, clients.set(grant.id, client));
    parts.onClientConnected(grant.id, upstream.name, client);
  }

  const open = (
    upstream: Upstream,
    grant: SessionGrant,
    initialize: ClientRequest,
    reply: Reply,
    headers: ForwardedHeaders,
  ): void => {
    const { connection, name } = upstream;
    const client = clientInfoOf(initialize.params);
    const isRelayed = connection.kind === 'relay' && connection.eras.known()?.legacy !== false;
    const release = sessions.reserve(name, grant.id, sessionLimit[isRelayed ? 'relay' : 'pump']);
    if (!release) {
      const text = `too many sessions with \`${name}\` are open and busy: end one first`;
      return reply.answer(errorReply(initialize.id, gatewayCode.tooMany, text));
    }
    if (connection.kind === 'relay' && isRelayed) {
      const session = createRelaySession({
        ...common(upstream, grant, client),
        link: connection.link,
        onInitialized(opened) {
          if (opened.id !== null) sessions.add(opened);
          connected(upstream, grant, client);
        },
        onEnded: (ended) => sessions.forget(ended),
      });
      session.receive(initialize, reply, headers);
      release();
      return;
    }
    let session: Session | undefined;
    openPumpSession({
      ...common(upstream, grant, client),
      id: parts.ids.next(),
      open: connection.open,
      onInitialized: () => connected(upstream, grant, client),
      onEnded: () => void sessions.end((it) => it === session, 'session_ended'), // never rejects
    }).then(
      (opened) => {
        release();
        session = opened;
        sessions.add(opened);
        if (reply.isGone)
          void sessions.end((it) => it === opened, 'session_ended'); // never rejects
        else opened.receive(initialize, reply, headers);
      },
      (error: unknown) => {
        release();
        const what = error instanceof Error ? error.message : String(error);
        const text = `upstream \`${name}\` did not start: ${what}`;
        reply.answer(errorReply(initialize.id, gatewayCode.upstreamDown, text));
      },
    );
  };

  const withoutId = (upstream: Upstream, grant: SessionGrant): Session => {
    const { connection, name } = upstream;
    const existing = sessions.find(name, grant.id, '');
    if (existing) return existing;
    if (connection.kind !== 'relay') throw new Error('only a relay can do without sessions');
    const session = createRelaySession({
      ...common(upstream, grant, saidToBe.get(upstream)?.get(grant.id) ?? null),
      link: connection.link,
      onInitialized() {},
      onEnded() {},
    });
    sessions.add(session);
    return session;
  };

  return Object.assign(open, { withoutId });
}
