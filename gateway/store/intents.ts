import { canonicalJson, isJsonObject, type JsonObject } from '../../contract/json.ts';
import type { Log } from '../../contract/ports.ts';
import { linkHash, linkText, type Link, type StoredRow } from './chain.ts';
import type { CountersTable, TakenFixed } from './counters-table.ts';
import type { Journal } from './journal.ts';
import type { OpenCallsTable } from './open-calls-table.ts';

/** An event as a row of the record. */
export interface EventRow extends StoredRow {
  readonly callId: string | null;
  /** It is the first of its call. */
  readonly opensCall: boolean;
}

/** What a decision that is recorded ahead changes beside the record. */
export interface IntentEffects {
  /** The call goes on, and is open until its outcome is recorded. */
  readonly isOpen: boolean;
  readonly takes: readonly TakenFixed[];
}

interface Intent {
  readonly row: EventRow;
  readonly effects: IntentEffects;
}

/** Decisions that are in the journal and not in the database yet, in order. Each begins its call. */
export interface Intents {
  readonly count: number;
  rows(): EventRow[];
  /** Where the chain ends with them; undefined when there are none. */
  readonly end: Link | undefined;
  /** Writes it into the journal; throws when that fails. `text` is what its hash is of. */
  add(row: EventRow, text: Buffer, effects: IntentEffects): void;
  /** Makes their effects once more, on tables that went back to what the database says. */
  carryOutAgain(): void;
  /** The database has them. */
  settled(): void;
}

interface Parts {
  readonly journal: Journal;
  readonly openCalls: OpenCallsTable;
  readonly counters: CountersTable;
  readonly log: Log;
}

/** `head`: where the chain ends in the database. What a crash left in the journal and belongs after it is there again. */
export function createIntents({ journal, openCalls, counters, log }: Parts, head: Link): Intents {
  let intents = left(journal, head, log);
  for (const it of intents) carryOut(it);

  function carryOut({ row: { callId }, effects }: Intent): void {
    if (effects.isOpen && callId !== null) openCalls.put(callId, 'in_flight');
    for (const { key, startAt, amount } of effects.takes) counters.takeFixed(key, startAt, amount);
  }

  return {
    get count() {
      return intents.length;
    },
    rows: () => intents.map(({ row }) => row),
    get end() {
      return intents.at(-1)?.row;
    },
    add(row, text, effects) {
      journal.append(text, Buffer.from(`\t${JSON.stringify(effects)}\t${row.hash}\n`));
      const intent = { row, effects };
      intents.push(intent);
      carryOut(intent);
    },
    carryOutAgain() {
      for (const it of intents) carryOut(it);
    },
    settled() {
      if (intents.length === 0) return;
      intents = [];
      journal.startOver();
    },
  };
}

/** What the journal has beyond the database. */
function left(journal: Journal, head: Link, log: Log): Intent[] {
  const found: Intent[] = [];
  let isUnfit = false;
  for (const line of journal.left) {
    const intent = read(line);
    if (!intent || intent.row.seq <= head.seq) continue;
    const end: Link = found.at(-1)?.row ?? head;
    const { seq, at, type, data, hash } = intent.row;
    if (seq === end.seq + 1 && linkHash(linkText(end, at, type, data)) === hash) found.push(intent);
    else isUnfit = true;
  }
  if (isUnfit) {
    const aside = journal.setAside();
    log.error('the journal does not continue the record: the database is not the one it was written beside', {
      keptAs: aside,
    });
  }
  return found;
}

/** Undefined for a piece of a line: of one that was written over, or one not written whole, which nobody acted on. */
function read(line: string): Intent | undefined {
  const [text = '', effects = '', hash = ''] = line.split('\t');
  if (linkHash(text) !== hash) return undefined;
  const { seq, at, type, data } = JSON.parse(text) as {
    seq: number;
    at: number;
    type: string;
    data: JsonObject;
  }; // written by `add`
  const callId = isJsonObject(data) && typeof data['callId'] === 'string' ? data['callId'] : null;
  return {
    row: { seq, at, type, callId, opensCall: true, data: canonicalJson(data), hash },
    effects: JSON.parse(effects) as IntentEffects, // written by `add`
  };
}
