import type { DatabaseSync } from 'node:sqlite';

/** How long clients really waited before they left, by the name they give: shorter than what was assumed of them. */
export interface ClientHoldsTable {
  get(client: string, hasProgressToken: boolean): number | undefined;
  put(client: string, hasProgressToken: boolean, ms: number): void;
}

export function createClientHoldsTable(database: DatabaseSync): ClientHoldsTable {
  const get = database.prepare('SELECT ms FROM client_holds WHERE client = ? AND has_progress = ?');
  const put = database.prepare(
    `INSERT INTO client_holds (client, has_progress, ms) VALUES (?, ?, ?)
     ON CONFLICT (client, has_progress) DO UPDATE SET ms = min(ms, excluded.ms)`,
  );
  return {
    get(client, hasProgressToken) {
      const row = get.get(client, hasProgressToken ? 1 : 0);
      return row && Number(row['ms']);
    },
    put: (client, hasProgressToken, ms) => void put.run(client, hasProgressToken ? 1 : 0, Math.floor(ms)),
  };
}
