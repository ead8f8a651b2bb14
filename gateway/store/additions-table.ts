import type { DatabaseSync } from 'node:sqlite';
import type { Taken } from './counters-table.ts';

/** What a completed call put into the cart and is still counted for, and what it took from budgets. */
export interface Addition {
  readonly callId: string;
  readonly at: number;
  readonly upstream: string;
  readonly grantId: string;
  readonly product: string;
  readonly pieces: number;
  /** Each with the amount that these pieces come to. */
  readonly taken: readonly TakenAmount[];
}

export interface TakenAmount {
  readonly taken: Taken;
  readonly amount: string;
}

export interface AdditionsTable {
  insert(addition: Addition): void;
  /** Of one product since a time, newest first, with the row's id. */
  since(upstream: string, product: string, at: number): (Addition & { readonly id: number })[];
  ofCall(callId: string): (Addition & { readonly id: number }) | undefined;
  /** Fewer pieces and what they come to; none of them: the row goes. */
  reduce(id: number, pieces: number, taken: readonly TakenAmount[]): void;
  prune(before: number): void;
}

type Row = Readonly<Record<string, unknown>>;

function toAddition(row: Row): Addition & { readonly id: number } {
  return {
    id: Number(row['id']),
    callId: String(row['call_id']),
    at: Number(row['at']),
    upstream: String(row['upstream']),
    grantId: String(row['grant_id']),
    product: String(row['asin']),
    pieces: Number(row['quantity']),
    taken: JSON.parse(String(row['taken'])) as TakenAmount[], // written by insert and reduce below
  };
}

export function createAdditionsTable(database: DatabaseSync): AdditionsTable {
  const insert = database.prepare(
    'INSERT INTO additions (call_id, at, upstream, grant_id, asin, quantity, taken) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const since = database.prepare(
    'SELECT * FROM additions WHERE upstream = ? AND asin = ? AND at >= ? ORDER BY id DESC',
  );
  const ofCall = database.prepare('SELECT * FROM additions WHERE call_id = ?');
  const update = database.prepare('UPDATE additions SET quantity = ?, taken = ? WHERE id = ?');
  const remove = database.prepare('DELETE FROM additions WHERE id = ?');
  const prune = database.prepare('DELETE FROM additions WHERE at < ?');
  return {
    insert({ callId, at, upstream, grantId, product, pieces, taken }) {
      insert.run(callId, at, upstream, grantId, product, pieces, JSON.stringify(taken));
    },
    since: (upstream, product, at) => since.all(upstream, product, at).map(toAddition),
    ofCall(callId) {
      const row = ofCall.get(callId);
      return row && toAddition(row);
    },
    reduce(id, pieces, taken) {
      if (pieces > 0) update.run(pieces, JSON.stringify(taken), id);
      else remove.run(id);
    },
    prune: (before) => void prune.run(before),
  };
}
