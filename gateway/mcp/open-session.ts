import type { ClientInfo } from '../../contract/model.ts';
import type { Clock, Ids, Log } from '../../contract/ports.ts';
import type { Gate } from '../admission/gate.ts';
import type { Reply } from '../http/reply.ts';
import { clientInfoOf } from './initialize.ts';
import type { ClientRequest } from './json-rpc.ts';
import { createListFilter, type FilterList, type ListFilter } from './list-filter.ts';
import { openPumpSession } from './pump-session.ts';
import { createRelaySession } from './relay-session.ts';
import { errorReply, gatewayCode } from './results.ts';
import type { ForwardedHeaders, Session, SessionGrant } from './session.ts';
import type { Sessions } from './sessions.ts';
import { listingOf, type Target } from './target.ts';

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
    target: Target,
    grant: SessionGrant,
    initialize: ClientRequest,
    reply: Reply,
    headers: ForwardedHeaders,
  ): void;
  /** The one session that stands for all requests of a grant to an upstream without sessions. */
  withoutId(target: Target, grant: SessionGrant): Session;
}

/** How many sessions one client may have open with one upstream. A process each is dear, a relay is not. */
const sessionLimit = { pump: 32, relay: 256 };

export function createSessionOpener(parts: SessionOpenerParts): OpenSession {
  const { sessions, gate, clock, log } = parts;
  const filters = new WeakMap<Target, ListFilter>();
  /** Of upstreams without sessions: who the grant last said it was. */
  const saidToBe = new WeakMap<Target, Map<string, ClientInfo>>();

  function filterFor(target: Target, grant: SessionGrant): FilterList {
    const filter =
      filters.get(target) ?? createListFilter({ onTools: (entries) => target.sawTools(entries) });
    filters.set(target, filter);
    const { isListed, version } = listingOf(gate, grant.id, target);
    return (id, response) => {
      try {
        return filter.filter(response, id, isListed, `${grant.id} ${version()}`);
      } catch (error) {
        // Fail closed: a list that cannot be filtered is not shown.
        log.error('a list of tools could not be filtered', { upstream: target.name, error: String(error) });
        return undefined;
      }
    };
  }

  function common(target: Target, grant: SessionGrant, client: ClientInfo | null) {
    return {
      grant,
      client,
      target,
      filterList: filterFor(target, grant),
      gate,
      clock,
      log,
    };
  }

  function connected(target: Target, grant: SessionGrant, client: ClientInfo | null): void {
    if (!client) return;
    const clients = saidToBe.get(target) ?? new Map<string, ClientInfo>();
    saidToBe.set(target, clients.set(grant.id, client));
    for (const upstream of target.upstreams()) parts.onClientConnected(grant.id, upstream, client);
  }

  const open = (
    target: Target,
    grant: SessionGrant,
    initialize: ClientRequest,
    reply: Reply,
    headers: ForwardedHeaders,
  ): void => {
    const { connection, name } = target;
    const client = clientInfoOf(initialize.params);
    const isRelayed = connection.kind === 'relay' && connection.eras.known()?.legacy !== false;
    const release = sessions.reserve(name, grant.id, sessionLimit[isRelayed ? 'relay' : 'pump']);
    if (!release) {
      const text = `too many sessions with \`${name}\` are open and busy: end one first`;
      return reply.answer(errorReply(initialize.id, gatewayCode.tooMany, text));
    }
    if (connection.kind === 'relay' && isRelayed) {
      const session = createRelaySession({
        ...common(target, grant, client),
        link: connection.link,
        onInitialized(opened) {
          if (opened.id !== null) sessions.add(opened);
          connected(target, grant, client);
        },
        onEnded: (ended) => sessions.forget(ended),
      });
      session.receive(initialize, reply, headers);
      release();
      return;
    }
    let session: Session | undefined;
    openPumpSession({
      ...common(target, grant, client),
      id: parts.ids.next(),
      onInitialized: () => connected(target, grant, client),
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

  const withoutId = (target: Target, grant: SessionGrant): Session => {
    const { connection, name } = target;
    const existing = sessions.find(name, grant.id, '');
    if (existing) return existing;
    if (connection.kind !== 'relay') throw new Error('only a relay can do without sessions');
    const session = createRelaySession({
      ...common(target, grant, saidToBe.get(target)?.get(grant.id) ?? null),
      link: connection.link,
      onInitialized() {},
      onEnded() {},
    });
    sessions.add(session);
    return session;
  };

  return Object.assign(open, { withoutId });
}
