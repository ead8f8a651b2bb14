import type { DatabaseSync } from 'node:sqlite';
import { policyView, type PolicyView } from '../../contract/model.ts';

/** Policies, versioned; the newest version counts unless it was removed. A null grant is the upstream's default. */
export interface PoliciesTable {
  insert(view: PolicyView): void;
  /** Takes a policy out of force; its versions stay. */
  remove(upstream: string, grantId: string, version: number, at: number): void;
  /** The newest version of every policy that is in force. */
  current(): PolicyView[];
  /** Every version there ever was of one policy, newest first. */
  versions(upstream: string, grantId: string | null): PolicyView[];
  version(upstream: string, grantId: string | null, version: number): PolicyView | undefined;
  /** 0 when there never was one. Counts removed ones too: a version number means one document for ever. */
  lastVersion(upstream: string, grantId: string | null): number;
}

type Row = Readonly<Record<string, unknown>>;

function toView(row: Row): PolicyView {
  return policyView.parse({
    upstream: row['upstream'],
    grantId: row['grant_id'] === '' ? null : row['grant_id'],
    version: row['version'],
    savedAt: row['saved_at'],
    savedBy: row['saved_by'],
    document: JSON.parse(String(row['document'])) as unknown,
  });
}

export function createPoliciesTable(database: DatabaseSync): PoliciesTable {
  const insert = database.prepare(
    `INSERT INTO policies (upstream, grant_id, version, saved_at, saved_by, document) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const remove = database.prepare(
    'UPDATE policies SET removed_at = ? WHERE upstream = ? AND grant_id = ? AND version = ?',
  );
  const current = database.prepare(
    `SELECT p.* FROM policies p JOIN (
       SELECT upstream, grant_id, max(version) AS version FROM policies GROUP BY upstream, grant_id
     ) newest USING (upstream, grant_id, version) WHERE removed_at IS NULL ORDER BY upstream, grant_id`,
  );
  const versions = database.prepare(
    'SELECT * FROM policies WHERE upstream = ? AND grant_id = ? ORDER BY version DESC',
  );
  const one = database.prepare('SELECT * FROM policies WHERE upstream = ? AND grant_id = ? AND version = ?');
  const last = database.prepare(
    'SELECT coalesce(max(version), 0) AS version FROM policies WHERE upstream = ? AND grant_id = ?',
  );
  return {
    insert({ upstream, grantId, version, savedAt, savedBy, document }) {
      insert.run(upstream, grantId ?? '', version, savedAt, savedBy, JSON.stringify(document));
    },
    remove: (upstream, grantId, version, at) => void remove.run(at, upstream, grantId, version),
    current: () => current.all().map(toView),
    versions: (upstream, grantId) => versions.all(upstream, grantId ?? '').map(toView),
    version(upstream, grantId, version) {
      const row = one.get(upstream, grantId ?? '', version);
      return row && toView(row);
    },
    lastVersion: (upstream, grantId) => Number(last.get(upstream, grantId ?? '')?.['version'] ?? 0),
  };
}
