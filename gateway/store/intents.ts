import { crc32 } from 'node:zlib';
import { canonicalJson, type JsonObject } from '../../contract/json.ts';
import type { Log } from '../../contract/ports.ts';
import type { Link, StoredRow } from './chain.ts';
import type { CountersTable, TakenFixed } from './counters-table.ts';
import { whole, type FirstDecision } from './event-row.ts';
import type { Journal } from './journal.ts';
import type { OpenCallsTable } from './open-calls-table.ts';

/** What a decision that is recorded ahead changes beside the record. */
export interface IntentEffects {
  /** The call goes on, and is open until its outcome is recorded. */
  readonly isOpen: boolean;
  readonly takes: readonly TakenFixed[];
}

/** A decision that is in the journal and not in the database yet. */
export interface Intent {
  readonly event: FirstDecision;
  readonly at: number;
  readonly effects: IntentEffects;
}

/** All of them, in order. */
export interface Intents {
  readonly count: number;
  /** They are not to become more. */
  readonly isFull: boolean;
  /** As they were written: what a call carries may be changed by whoever carries it out. */
  waiting(): Intent[];
  /** Writes it into the journal; throws when that fails, and then nothing of it stays. */
  add(intent: Intent): void;
  /** Makes their effects once more, on tables that went back to what the database says. */
  carryOutAgain(): void;
  /** The database has them, and its chain ends there now. */
  settled(head: Link): void;
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
  rowAt(seq: number): Pick<StoredRow, 'at' | 'data'> | undefined;
}

/**
 * A line of the journal. It says where the database's chain ended then, and which place it has itself: so it is known
 * after a crash whether it continues the record, without a hash to be made while the call waits.
 */
interface Line extends Intent {
  readonly seq: number;
  readonly after: Link;
}

interface Waiting {
  readonly callId: string;
  readonly effects: IntentEffects;
  /** The JSON of its line. */
  readonly text: string;
}

/** About: characters are counted. */
const mostWaitingBytes = 8 * 1024 * 1024;
const mostWaiting = 500;

/** What a crash left in the journal and continues the chain is there again. */
export function createIntents({ journal, openCalls, counters, log }: Parts, chain: Chain): Intents {
  const left = sortOut(journal.lines(), chain);
  let waiting = left.fit;
  let after = chain.head;
  let bytes = 0;
  let { hasUnfit } = left;
  for (const it of waiting) carryOut(it);
  // Else only once the database has the others: they are nowhere but in this file.
  if (waiting.length === 0) setUnfitAside();

  function setUnfitAside(): void {
    if (!hasUnfit) return;
    const keptAs = journal.setAside();
    hasUnfit = false;
    log.error('the journal does not continue the record: the database is not the one it was written beside', {
      keptAs,
    });
  }

  function carryOut({ callId, effects }: Waiting): void {
    if (effects.isOpen) openCalls.put(callId, 'in_flight');
    for (const { key, startAt, amount } of effects.takes) counters.takeFixed(key, startAt, amount);
  }

  return {
    get count() {
      return waiting.length;
    },
    get isFull() {
      return waiting.length >= mostWaiting || bytes >= mostWaitingBytes;
    },
    waiting: () => waiting.map(({ text }) => JSON.parse(text) as Line), // written below
    add({ event, at, effects }) {
      const line: Line = { after, at, effects, event, seq: after.seq + waiting.length + 1 };
      const text = JSON.stringify(line);
      const intent = { callId: event.data.callId, effects, text };
      try {
        // First, because it can fail too: a line that is written counts.
        carryOut(intent);
        journal.append(`${text}\t${checksum(text)}\n`);
      } catch (error) {
        openCalls.forget();
        counters.forget();
        for (const it of waiting) carryOut(it);
        throw error;
      }
      waiting.push(intent);
      bytes += text.length;
    },
    carryOutAgain() {
      for (const it of waiting) carryOut(it);
    },
    settled(head) {
      after = head;
      if (waiting.length === 0) return;
      waiting = [];
      bytes = 0;
      setUnfitAside();
      journal.startOver();
    },
  };
}

/** What of the lines continues the chain, and whether any is neither of it nor continues it. */
function sortOut(lines: readonly string[], chain: Chain): { fit: Waiting[]; hasUnfit: boolean } {
  const { head } = chain;
  const fit: Waiting[] = [];
  let hasUnfit = false;
  for (const written of lines) {
    const [text = '', sum = ''] = written.split('\t');
    // A piece of a line: of one that was written over, or one not written whole, which nobody acted on.
    if (sum === '' || checksum(text) !== sum) continue;
    const line = JSON.parse(text) as Line; // written by `add`, by its checksum
    if (isIn(chain, line)) continue;
    const { after, seq, event, effects } = line;
    const isNext = after.seq === head.seq && after.hash === head.hash && seq === head.seq + fit.length + 1;
    if (isNext) fit.push({ callId: event.data.callId, effects, text });
    else hasUnfit = true;
  }
  return { fit, hasUnfit };
}

function isIn(chain: Chain, { seq, at, event }: Line): boolean {
  const row = chain.rowAt(seq);
  return row?.at === at && row.data === canonicalJson(whole(event).data as JsonObject); // payload schemas hold JSON only
}

function checksum(text: string): string {
  return crc32(text).toString(16);
}
