import type { NewEvent } from '../../contract/events.ts';
import type { Decision } from '../../contract/model.ts';
import type { Clock, Log } from '../../contract/ports.ts';
import type { Forward, Held, Refuse, ToolCall } from '../admission/gate.ts';
import { closing, stillPending } from '../admission/refusals.ts';
import type { ApprovalsTable } from '../store/approvals-table.ts';
import type { EventLog } from '../store/event-log.ts';
import type { OpenCallsTable } from '../store/open-calls-table.ts';

type Why = Extract<NewEvent, { type: 'tool_call.withdrawn' }>['data']['why'];

/** What a held call becomes when it is decided again: settled, or waiting on (perhaps another) approval. */
export type Reentered =
  Forward | Refuse | { readonly kind: 'wait'; readonly call: ToolCall; readonly approvalId: string };

/** The calls that wait for a person, in memory. What they wait for is in the database and outlives them. */
export interface WaitingRoom {
  /** `approvalId` is null while it is being looked up what the call would do: then it is not recorded yet. */
  hold(call: ToolCall, callId: string, approvalId: string | null, holdMs: number): Held;
  /** Decides a call that was being looked up; nothing when it is gone. */
  reenterCall(callId: string, again: () => Reentered): void;
  /** Decides again, oldest first, every call that waits for this approval. */
  reenter(approvalId: string, again: (call: ToolCall, callId: string) => Reentered): void;
  /** Decides again those whose call `matches`. */
  reenterWhere(
    matches: (call: ToolCall) => boolean,
    again: (call: ToolCall, callId: string) => Reentered,
  ): void;
  /** Whether a call other than this one waits for the approval. */
  isAwaitedByAnother(approvalId: string, callId: string): boolean;
  /** Ends every wait of an approval with the same refusal, recorded by the caller. */
  refuseAll(approvalId: string, decision: Decision, record: (call: ToolCall, callId: string) => void): void;
  close(): void;
}

interface Waiter {
  /** As it was decided last. */
  call: ToolCall;
  readonly callId: string;
  approvalId: string | null;
  readonly settle: (result: Forward | Refuse) => void;
  readonly stopDeadline: () => void;
  readonly since: number;
}

interface Parts {
  readonly events: EventLog;
  readonly approvals: ApprovalsTable;
  readonly openCalls: OpenCallsTable;
  readonly clock: Clock;
  readonly log: Log;
  /** A client left by itself after so long. */
  readonly onLeft: (call: ToolCall, waitedMs: number) => void;
  /** Records a call that leaves before it was decided, with the reason why it was not. */
  readonly recordUndecided: (call: ToolCall, callId: string) => void;
}

export function createWaitingRoom({
  events,
  approvals,
  openCalls,
  clock,
  log,
  recordUndecided,
  onLeft,
}: Parts): WaitingRoom {
  /** By callId, in order of arrival. */
  const waiters = new Map<string, Waiter>();

  function take(callId: string): Waiter | undefined {
    const waiter = waiters.get(callId);
    waiters.delete(callId);
    waiter?.stopDeadline();
    return waiter;
  }

  /** Records that the call ends without having been forwarded. From here on it cannot be. */
  function withdraw(callId: string, why: Why): Waiter | undefined {
    const waiter = take(callId);
    if (!waiter) return undefined;
    const isLast = ![...waiters.values()].some((other) => other.approvalId === waiter.approvalId);
    const { approvalId } = waiter;
    try {
      if (approvalId === null) recordUndecided(waiter.call, callId);
      events.transaction(() => {
        openCalls.remove(callId);
        events.append({ type: 'tool_call.withdrawn', data: { callId, why } });
        if (!isLast || approvalId === null) return;
        approvals.setWaiting(approvalId, false);
        events.append({ type: 'approval.waiting_changed', data: { approvalId, isClientWaiting: false } });
      });
    } catch (error) {
      log.error('a withdrawn call could not be recorded', { callId, why, error });
    }
    return waiter;
  }

  function reenterAll(chosen: readonly Waiter[], again: (call: ToolCall, callId: string) => Reentered): void {
    for (const waiter of chosen) {
      // An earlier one's settling may have ended this one.
      if (!waiters.has(waiter.callId)) continue;
      const result = again(waiter.call, waiter.callId);
      if (result.kind === 'wait') {
        waiter.call = result.call;
        waiter.approvalId = result.approvalId;
        continue;
      }
      take(waiter.callId);
      waiter.settle(result);
    }
  }

  return {
    hold(call, callId, approvalId, holdMs) {
      const { promise, resolve } = Promise.withResolvers<Forward | Refuse>();
      const stopDeadline = clock.after(holdMs, () => {
        const waiter = withdraw(callId, 'hold_deadline');
        if (waiter) resolve(refuse(waiter, stillPending(waiter.approvalId)));
      });
      const waiter: Waiter = { call, callId, approvalId, settle: resolve, stopDeadline, since: clock.now() };
      waiters.set(callId, waiter);
      return {
        callId,
        get approvalId() {
          return waiter.approvalId;
        },
        settled: promise,
        leave(why) {
          const left = withdraw(callId, why);
          if (left && (why === 'client_gone' || why === 'cancelled')) onLeft(call, clock.now() - left.since);
        },
      };
    },
    reenterCall(callId, again) {
      const waiter = waiters.get(callId);
      if (waiter) reenterAll([waiter], again);
    },
    reenter(approvalId, again) {
      reenterAll(
        [...waiters.values()].filter((it) => it.approvalId === approvalId),
        again,
      );
    },
    reenterWhere(matches, again) {
      reenterAll(
        // One that is being looked up meets the new state when that is done.
        [...waiters.values()].filter((it) => it.approvalId !== null && matches(it.call)),
        again,
      );
    },
    isAwaitedByAnother: (approvalId, callId) =>
      [...waiters.values()].some((it) => it.approvalId === approvalId && it.callId !== callId),
    refuseAll(approvalId, decision, record) {
      for (const waiter of [...waiters.values()].filter((it) => it.approvalId === approvalId)) {
        take(waiter.callId);
        record(waiter.call, waiter.callId);
        waiter.settle(refuse(waiter, decision));
      }
    },
    close() {
      for (const callId of [...waiters.keys()]) {
        const waiter = withdraw(callId, 'shutdown');
        waiter?.settle(refuse(waiter, closing(waiter.approvalId)));
      }
    },
  };
}

function refuse({ callId, approvalId }: Waiter, decision: Decision): Refuse {
  return { kind: 'refuse', callId, approvalId, decision };
}
