import type { NewEvent } from '../../contract/events.ts';
import type { Log } from '../../contract/ports.ts';
import type { CountersTable, Taken } from '../store/counters-table.ts';
import type { EventLog } from '../store/event-log.ts';
import type { OpenCallsTable } from '../store/open-calls-table.ts';
import type { GoodsChange, Ledger } from './ledger.ts';

/** Outcomes of calls, recorded together a moment after the replies are on their way. */
export interface Outcomes {
  add(outcome: Outcome): void;
  /** Writes what is waiting, now. What cannot be written stays and is tried again, with the next or a moment later. */
  flush(): void;
}

export interface Outcome {
  readonly callId: string;
  readonly event: Extract<
    NewEvent,
    { type: 'tool_call.completed' | 'tool_call.failed' | 'tool_call.withdrawn' }
  >;
  /** What was reserved comes to this instead, in the window it was taken from; "0" gives it back. */
  readonly corrections: readonly Correction[];
  /** What the call changed in the cart. */
  readonly change?: GoodsChange | undefined;
}

export interface Correction {
  readonly taken: Taken;
  readonly amount: string;
}

interface Parts {
  readonly events: EventLog;
  readonly openCalls: OpenCallsTable;
  readonly counters: CountersTable;
  readonly ledger: Ledger;
  readonly log: Log;
}

export function createOutcomes({ events, openCalls, counters, ledger, log }: Parts): Outcomes {
  let waiting: Outcome[] = [];

  function flush(): void {
    if (waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    try {
      events.transaction(() => {
        for (const { callId, event, corrections, change } of batch) {
          for (const { taken, amount } of corrections) counters.correct(taken, amount);
          if (change) ledger.enter(change);
          openCalls.remove(callId);
          events.append(event);
        }
      });
    } catch (error) {
      // Kept: until it is written the calls count as open, and a restart would mark them unknown.
      waiting = [...batch, ...waiting];
      log.error('outcomes could not be recorded; they are kept and tried again', {
        count: batch.length,
        error,
      });
      events.settleAgain();
    }
  }

  events.onSettling(flush);

  return {
    flush,
    add(outcome) {
      waiting.push(outcome);
      // A counter must be right before the next decision reads it.
      if (outcome.corrections.length > 0 || outcome.change) flush();
      else events.settleSoon();
    },
  };
}
