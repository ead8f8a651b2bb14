import type { CallView } from '../../../contract/model.ts';
import type { CallLog } from '../call-log.ts';

/** Whether a call put something into the cart that may still be there. */
export function isUndoable(call: CallView, undone?: ReadonlySet<string>): boolean {
  return call.state === 'completed' && (call.outcome?.pieces ?? 0) > 0 && !undone?.has(call.id);
}

/** Whether what a call added was taken back since. */
export function isTakenBack(log: Pick<CallLog, 'recent' | 'chunks'>, call: CallView | undefined): boolean {
  return call !== undefined && isUndoable(call) && undoneCalls(log).has(call.id);
}

const settled = new WeakMap<readonly CallView[], readonly string[]>();

/** The calls that were taken back. Settled chunks are read once. */
export function undoneCalls({ recent, chunks }: Pick<CallLog, 'recent' | 'chunks'>): ReadonlySet<string> {
  const settledIds = chunks.flatMap((chunk) => {
    const known = settled.get(chunk) ?? undoneIn(chunk);
    settled.set(chunk, known);
    return known;
  });
  return new Set([...undoneIn(recent), ...settledIds]);
}

function undoneIn(calls: readonly CallView[]): readonly string[] {
  return calls.flatMap(({ undoes, state, isError }) =>
    undoes !== undefined && state === 'completed' && isError === false ? [undoes] : [],
  );
}

/** The calls that added this product and were not taken back since, newest first, among the recent ones. */
export function additionsOf(
  { recent }: Pick<CallLog, 'recent'>,
  product: string,
  undone: ReadonlySet<string>,
): CallView[] {
  return recent.filter((it) => it.outcome?.product === product && isUndoable(it, undone));
}
