import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { grantView, type ClientInfo, type GrantView } from '../../contract/model.ts';
import type { WriteBehind } from './write-behind.ts';

/** Grants as stored: the token only as its SHA-256 (256 random bits need no slow hash). */
export interface GrantsTable extends WriteBehind {
  insert(grant: GrantView, token: string): void;
  /** Replaces the token; the old one is unknown from now on. */
  rotate(id: string, token: string, at: number): void;
  revoke(id: string, at: number): void;
  setUpstreams(id: string, upstreams: readonly string[]): void;
  markUsed(id: string, client: ClientInfo, at: number): void;
  byToken(token: string): GrantView | undefined;
  byId(id: string): GrantView | undefined;
  list(): GrantView[];
}

const columns = 'id, name, upstreams, created_at, rotated_at, revoked_at, expires_at, last_used_at, client';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly upstreams: string;
  readonly created_at: number;
  readonly rotated_at: number | null;
  readonly revoked_at: number | null;
  readonly expires_at: number | null;
  readonly last_used_at: number | null;
  readonly client: string | null;
}

function toGrant(row: Row): GrantView {
  return grantView.parse({
    id: row.id,
    name: row.name,
    upstreams: JSON.parse(row.upstreams) as unknown,
    createdAt: row.created_at,
    rotatedAt: row.rotated_at,
    revokedAt: row.revoked_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    client: row.client === null ? null : (JSON.parse(row.client) as unknown),
  });
}

export function createGrantsTable(database: DatabaseSync): GrantsTable {
  const insert = database.prepare(
    `INSERT INTO grants (id, name, token_hash, upstreams, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const rotate = database.prepare('UPDATE grants SET token_hash = ?, rotated_at = ? WHERE id = ?');
  const revoke = database.prepare('UPDATE grants SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL');
  const setUpstreams = database.prepare('UPDATE grants SET upstreams = ? WHERE id = ?');
  const markUsed = database.prepare('UPDATE grants SET last_used_at = ?, client = ? WHERE id = ?');
  const all = database.prepare(`SELECT ${columns}, token_hash FROM grants ORDER BY created_at, id`);

  function read() {
    const rows = all.all() as unknown as (Row & { token_hash: string })[]; // the columns of the statement
    const grants = rows.map((row) => [row.token_hash, toGrant(row)] as const);
    return {
      byHash: new Map(grants),
      byId: new Map(grants.map(([, grant]) => [grant.id, grant])),
      /**
       * By tokens that were found by their hash, until any grant changes. Each request carries one, and on a machine that
       * idles in between a hash is a twentieth of what a call costs.
       */
      byToken: new Map<string, GrantView>(),
    };
  }
  // Read on every request, changed rarely: kept in memory, reread after each change.
  let kept = read();
  let saved = kept;
  const reload = () => void (kept = read());

  return {
    insert(grant, token) {
      const { id, name, upstreams, createdAt, expiresAt } = grant;
      insert.run(id, name, tokenHash(token), JSON.stringify(upstreams), createdAt, expiresAt);
      reload();
    },
    rotate(id, token, at) {
      rotate.run(tokenHash(token), at, id);
      reload();
    },
    revoke(id, at) {
      revoke.run(at, id);
      reload();
    },
    setUpstreams(id, upstreams) {
      setUpstreams.run(JSON.stringify(upstreams), id);
      reload();
    },
    markUsed(id, client, at) {
      markUsed.run(at, JSON.stringify(client), id);
      reload();
    },
    byToken(token) {
      const known = kept.byToken.get(token);
      if (known) return known;
      const found = kept.byHash.get(tokenHash(token));
      if (found) kept.byToken.set(token, found);
      return found;
    },
    byId: (id) => kept.byId.get(id),
    list: () => [...kept.byId.values()],
    save: () => () => void (saved = kept),
    forget: () => void (kept = saved),
  };
}

// Looking up by hash leaks nothing useful through timing: who can choose hashes' prefixes knows the token. Nor does a map
// of known ones: it compares no texts whose hashes, with a secret of the process, differ.
function tokenHash(token: string): string {
  return hash('sha256', token);
}
