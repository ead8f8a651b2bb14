import { ApiError } from '../contract/errors.ts';
import type { NewEvent } from '../contract/events.ts';
import type { ClientInfo, GrantView } from '../contract/model.ts';
import type { Clock, Ids, Log } from '../contract/ports.ts';
import type { EventLog } from './store/event-log.ts';
import type { GrantsTable } from './store/grants-table.ts';

export type Authenticated =
  | { readonly ok: true; readonly grant: GrantView }
  | { readonly ok: false; readonly why: 'unknown' | 'revoked' | 'expired' };

/** The standing permissions of clients: each has its own token, shown once. */
export interface Grants {
  create(input: { name: string; upstreams: readonly string[]; expiresAt?: number | undefined }): {
    grant: GrantView;
    token: string;
  };
  rotate(grantId: string): { grant: GrantView; token: string };
  revoke(grantId: string): GrantView;
  /** What it may use from now on. */
  setUpstreams(grantId: string, upstreams: readonly string[]): GrantView;
  list(): GrantView[];
  authenticate(token: string): Authenticated;
  /** A client introduced itself under this grant. Recorded a moment later: it does not wait for that. */
  connected(grantId: string, upstream: string, client: ClientInfo): void;
  /** Records who connected, now. */
  flush(): void;
}

interface Parts {
  readonly table: GrantsTable;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

interface Arrival {
  readonly grantId: string;
  readonly upstream: string;
  readonly client: ClientInfo;
}

/** So that a token is recognised in a config file, and by scanners for leaked secrets. */
const tokenPrefix = 'checkstand_';

export function createGrants({ table, events, clock, ids, log }: Parts): Grants {
  const newToken = () => `${tokenPrefix}${ids.token()}`;
  let arrivals: Arrival[] = [];

  function flush(): void {
    if (arrivals.length === 0) return;
    const batch = arrivals;
    arrivals = [];
    try {
      events.transaction(() => {
        const latest = new Map(batch.map((it) => [it.grantId, it.client]));
        for (const [grantId, client] of latest) table.markUsed(grantId, client, clock.now());
        for (const data of batch) events.append({ type: 'client.connected', data });
      });
    } catch (error) {
      log.error('that clients connected could not be recorded', { count: batch.length, error });
    }
  }

  events.onSettling(flush);

  /** Changes a grant and says so. Who connected until now did so before. */
  function record(event: NewEvent, change: () => void): void {
    flush();
    events.transaction(() => {
      change();
      events.append(event);
    });
  }

  function find(grantId: string): GrantView {
    const grant = table.byId(grantId);
    if (!grant) throw new ApiError('not_found', `there is no grant \`${grantId}\``);
    return grant;
  }

  function findLive(grantId: string): GrantView {
    const grant = find(grantId);
    if (grant.revokedAt !== null) {
      throw new ApiError('conflict', `the grant \`${grant.name}\` is revoked; create a new one`);
    }
    return grant;
  }

  return {
    create({ name, upstreams, expiresAt }) {
      if (table.list().some((it) => it.name === name && it.revokedAt === null)) {
        throw new ApiError(
          'conflict',
          `a grant named \`${name}\` exists already; rotate it or choose another name`,
        );
      }
      if (expiresAt !== undefined && expiresAt <= clock.now()) {
        throw new ApiError('invalid_input', 'the grant would expire in the past');
      }
      const token = newToken();
      const grant: GrantView = {
        id: ids.next(),
        name,
        upstreams: [...new Set(upstreams)],
        createdAt: clock.now(),
        rotatedAt: null,
        revokedAt: null,
        expiresAt: expiresAt ?? null,
        lastUsedAt: null,
        client: null,
      };
      record({ type: 'grant.created', data: { grant } }, () => table.insert(grant, token));
      return { grant, token };
    },
    rotate(grantId) {
      findLive(grantId);
      const token = newToken();
      record({ type: 'grant.rotated', data: { grantId } }, () => table.rotate(grantId, token, clock.now()));
      return { grant: find(grantId), token };
    },
    revoke(grantId) {
      findLive(grantId);
      record({ type: 'grant.revoked', data: { grantId } }, () => table.revoke(grantId, clock.now()));
      return find(grantId);
    },
    setUpstreams(grantId, upstreams) {
      findLive(grantId);
      const chosen = [...new Set(upstreams)];
      const changed: NewEvent = { type: 'grant.upstreams_changed', data: { grantId, upstreams: chosen } };
      record(changed, () => table.setUpstreams(grantId, chosen));
      return find(grantId);
    },
    list: () => table.list(),
    authenticate(token) {
      const grant = table.byToken(token);
      if (!grant) return { ok: false, why: 'unknown' };
      if (grant.revokedAt !== null) return { ok: false, why: 'revoked' };
      if (grant.expiresAt !== null && grant.expiresAt <= clock.now()) return { ok: false, why: 'expired' };
      return { ok: true, grant };
    },
    connected(grantId, upstream, client) {
      arrivals.push({ grantId, upstream, client });
      events.settleSoon();
    },
    flush,
  };
}
