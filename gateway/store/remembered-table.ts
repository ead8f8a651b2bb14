import type { DatabaseSync } from 'node:sqlite';
import { rememberedView, type RememberedView } from '../../contract/model.ts';

/** An answer for a session, with the definition of the tool it was given under. */
export interface RememberedRecord {
  readonly view: RememberedView;
  readonly definitionHash: string | null;
}

export interface RememberedTable {
  insert(record: RememberedRecord): void;
  remove(id: string): void;
  list(): RememberedRecord[];
}

export function createRememberedTable(database: DatabaseSync): RememberedTable {
  const insert = database.prepare(
    `INSERT INTO remembered (id, grant_id, session_id, upstream, tool, definition_hash, rule, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const remove = database.prepare('DELETE FROM remembered WHERE id = ?');
  const list = database.prepare('SELECT * FROM remembered ORDER BY created_at');
  return {
    insert({ view, definitionHash }) {
      const { id, grantId, sessionId, upstream, tool, rule, createdAt } = view;
      insert.run(
        id,
        grantId,
        sessionId,
        upstream,
        tool,
        definitionHash,
        JSON.stringify(rule),
        createdAt ?? 0,
      );
    },
    remove: (id) => void remove.run(id),
    list: () =>
      list.all().map((row) => ({
        view: rememberedView.parse({
          id: row['id'],
          kind: 'session',
          upstream: row['upstream'],
          tool: row['tool'],
          grantId: row['grant_id'],
          sessionId: row['session_id'],
          rule: JSON.parse(String(row['rule'])) as unknown,
          createdAt: row['created_at'],
        }),
        definitionHash: row['definition_hash'] as string | null, // a TEXT column
      })),
  };
}
