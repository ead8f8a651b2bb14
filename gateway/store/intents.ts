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
  /** Writes it into the journal; throws when that fails, and then nothing of it stays. `text` is what its hash is of. */
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

/** The chain as it is in the database. */
export interface Chain {
  readonly head: Link;
  /** Whether this event is one of it. */
  has(link: Link): boolean;
}

/** What a crash left in the journal and continues the chain is there again. */
export function createIntents({ journal, openCalls, counters, log }: Parts, chain: Chain): Intents {
  const left = sortOut(journal.lines(), chain);
  let intents = left.fit;
  let { hasUnfit } = left;
  for (const it of intents) carryOut(it);
  // Else only once the database has the others: they are nowhere but in this file.
  if (intents.length === 0) setUnfitAside();

  function setUnfitAside(): void {
    if (!hasUnfit) return;
    const keptAs = journal.setAside();
    hasUnfit = false;
    log.error('the journal does not continue the record: the database is not the one it was written beside', {
      keptAs,
    });
  }

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
      const intent = { row, effects };
      try {
        // First, because it can fail too: a line that is written counts.
        carryOut(intent);
        journal.append(text, Buffer.from(`\t${JSON.stringify(effects)}\t${row.hash}\n`));
      } catch (error) {
        openCalls.forget();
        counters.forget();
        for (const it of intents) carryOut(it);
        throw error;
      }
      intents.push(intent);
    },
    carryOutAgain() {
      for (const it of intents) carryOut(it);
    },
    settled() {
      if (intents.length === 0) return;
      intents = [];
      setUnfitAside();
      journal.startOver();
    },
  };
}

/** What of the lines continues the chain, and whether any is neither of it nor continues it. */
function sortOut(lines: readonly string[], chain: Chain): { fit: Intent[]; hasUnfit: boolean } {
  const fit: Intent[] = [];
  let hasUnfit = false;
  for (const line of lines) {
    const intent = read(line);
    if (!intent || chain.has(intent.row)) continue;
    const end: Link = fit.at(-1)?.row ?? chain.head;
    const { seq, at, type, data, hash } = intent.row;
    if (seq === end.seq + 1 && linkHash(linkText(end, at, type, data)) === hash) fit.push(intent);
    else hasUnfit = true;
  }
  return { fit, hasUnfit };
}

/** Undefined for a piece of a line: of one that was written over, or one not written whole, which nobody acted on. */
function read(line: string): Intent | undefined {
  const [text = '', effectsText = '', hash = ''] = line.split('\t');
  const effects = linkHash(text) === hash ? parsed(effectsText) : undefined;
  if (!isJsonObject(effects)) return undefined;
  // What the hash is of was written by `add`, and the effects with it.
  const { seq, at, type, data } = JSON.parse(text) as Pick<EventRow, 'seq' | 'at' | 'type'> & {
    data: JsonObject;
  };
  const callId = typeof data['callId'] === 'string' ? data['callId'] : null;
  return {
    row: { seq, at, type, callId, opensCall: true, data: canonicalJson(data), hash },
    effects: effects as unknown as IntentEffects,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
