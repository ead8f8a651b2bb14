import type { StoredEvent } from '../../contract/events.ts';
import type { CallView } from '../../contract/model.ts';
import { applyEvent, type ConsoleState } from '../../contract/projections.ts';

/**
 * Every known call, newest first, in two parts: a short list that events change, and settled chunks that keep their
 * identity. A new call then costs the same after a hundred calls and after a hundred thousand, and whatever was
 * computed from a chunk (groups, matches) stays good.
 */
export interface CallLog {
  readonly recent: readonly CallView[];
  readonly chunks: readonly (readonly CallView[])[];
  readonly count: number;
  /** Calls in chunks that may still change: held or in flight. */
  readonly unsettled: ReadonlySet<string>;
}

const chunkSize = 512;
const recentMax = 2 * chunkSize;
const countMax = 100_000;

/** A log of the given calls, newest first. */
export function callLogOf(calls: readonly CallView[]): CallLog {
  return withOlder(
    {
      recent: calls.slice(0, chunkSize),
      chunks: [],
      count: Math.min(calls.length, chunkSize),
      unsettled: new Set(),
    },
    calls.slice(chunkSize),
  );
}

/** Appends older calls (newest first) at the end. */
export function withOlder(log: CallLog, older: readonly CallView[]): CallLog {
  const chunks = [...log.chunks];
  const unsettled = new Set(log.unsettled);
  for (let at = 0; at < older.length; at += chunkSize) {
    const chunk = older.slice(at, at + chunkSize);
    chunks.push(chunk);
    for (const call of chunk) if (isUnsettled(call)) unsettled.add(call.id);
  }
  return { ...log, chunks, unsettled, count: log.count + older.length };
}

/** Applies an event to the state whose calls are this log. */
export function applyToLog<S extends StateWithLog>(state: S, event: StoredEvent): S {
  const { calls: log } = state;
  const callId =
    'callId' in event.data && event.type !== 'approval.requested' ? event.data.callId : undefined;
  const chunkAt =
    callId !== undefined && log.unsettled.has(callId)
      ? log.chunks.findIndex((chunk) => chunk.some((call) => call.id === callId))
      : -1;
  const chunk = log.chunks[chunkAt];
  const { seq, isPaused, approvals, grants, upstreams, policies } = state;
  const before: ConsoleState = {
    ...{ seq, isPaused, approvals, grants, upstreams, policies },
    calls: (chunk ?? log.recent) as CallView[], // applyEvent only reads it
  };
  const after = applyEvent(before, event);
  return {
    ...state,
    ...after,
    calls: chunk ? withChunk(log, chunkAt, after.calls) : withRecent(log, after.calls),
  };
}

/** All calls, newest first. Walks without copying. */
export function* callsOf(log: CallLog): Generator<CallView> {
  yield* log.recent;
  for (const chunk of log.chunks) yield* chunk;
}

function withChunk(log: CallLog, at: number, chunk: readonly CallView[]): CallLog {
  const unsettled = new Set(log.unsettled);
  for (const call of chunk) if (!isUnsettled(call)) unsettled.delete(call.id);
  return { ...log, chunks: log.chunks.with(at, chunk), unsettled };
}

function withRecent(log: CallLog, recent: readonly CallView[]): CallLog {
  if (recent === log.recent) return log;
  const grown = { ...log, recent, count: log.count + recent.length - log.recent.length };
  return recent.length > recentMax ? withoutOldest(settle(grown)) : grown;
}

function settle(log: CallLog): CallLog {
  const chunk = log.recent.slice(chunkSize);
  const unsettled = new Set(log.unsettled);
  for (const call of chunk) if (isUnsettled(call)) unsettled.add(call.id);
  return { ...log, recent: log.recent.slice(0, chunkSize), chunks: [chunk, ...log.chunks], unsettled };
}

function withoutOldest(log: CallLog): CallLog {
  const chunks = [...log.chunks];
  let { count } = log;
  for (let last = chunks.at(-1); last && count - last.length >= countMax; last = chunks.at(-1)) {
    chunks.pop();
    count -= last.length;
  }
  return { ...log, chunks, count };
}

function isUnsettled(call: CallView): boolean {
  return call.state === 'held' || call.state === 'in_flight';
}

type StateWithLog = Omit<ConsoleState, 'calls'> & { readonly calls: CallLog };
