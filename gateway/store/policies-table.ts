import type { DatabaseSync } from 'node:sqlite';
import { policyView, type PolicyView } from '../../contract/model.ts';

/** Policies, versioned; the newest version counts. A null grant is the upstream's default. */
export interface PoliciesTable {
  insert(view: PolicyView): void;
  /** The newest version of every policy. */
  current(): PolicyView[];
}

export function createPoliciesTable(database: DatabaseSync): PoliciesTable {
  const insert = database.prepare(
    `INSERT INTO policies (upstream, grant_id, version, saved_at, saved_by, document) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const current = database.prepare(
    `SELECT p.* FROM policies p JOIN (
       SELECT upstream, grant_id, max(version) AS version FROM policies GROUP BY upstream, grant_id
     ) newest USING (upstream, grant_id, version) ORDER BY upstream, grant_id`,
  );
  return {
    insert({ upstream, grantId, version, savedAt, savedBy, document }) {
      insert.run(upstream, grantId ?? '', version, savedAt, savedBy, JSON.stringify(document));
    },
    current: () =>
      current.all().map((row) =>
        policyView.parse({
          upstream: row['upstream'],
          grantId: row['grant_id'] === '' ? null : row['grant_id'],
          version: row['version'],
          savedAt: row['saved_at'],
          savedBy: row['saved_by'],
          document: JSON.parse(String(row['document'])) as unknown,
        }),
      ),
  };
}
