import { canonicalJson } from '../../../contract/json.ts';
import type { CallView } from '../../../contract/model.ts';

/** One line of the list: a call, or several identical ones in a row. */
export interface CallRow {
  /** The id of the oldest one: it stays while newer ones join. */
  readonly key: string;
  /** The newest one. */
  readonly call: CallView;
  /** All of them, newest first. */
  readonly calls: readonly CallView[];
}

/**
 * Joins identical consecutive calls (newest first). Those that may still change stand alone, and so does what was asked
 * about or changed something: each purchase is a line of its own, with its money and its undo.
 */
export function groupCalls(calls: readonly CallView[]): CallRow[] {
  const rows: { key: string; call: CallView; calls: CallView[] }[] = [];
  for (const call of calls) {
    const last = rows.at(-1);
    if (last && isSameCall(last.call, call)) {
      last.calls.push(call);
      last.key = call.id;
    } else rows.push({ key: call.id, call, calls: [call] });
  }
  return rows;
}

/** Same agent, tool and arguments, decided alike, ended alike. Times and durations may differ. */
export function isSameCall(a: CallView, b: CallView): boolean {
  return (
    a.tool === b.tool &&
    a.state === b.state &&
    a.state !== 'held' &&
    a.state !== 'in_flight' &&
    isMereLook(a) &&
    isMereLook(b) &&
    a.grantId === b.grantId &&
    a.upstream === b.upstream &&
    a.isError === b.isError &&
    a.decision.code === b.decision.code &&
    a.decision.rule === b.decision.rule &&
    a.error === b.error &&
    argumentsText(a) === argumentsText(b)
  );
}

/** Nobody was asked, and as far as is known nothing changed. */
function isMereLook({ approvalId, undoes, outcome }: CallView): boolean {
  const pieces = outcome?.pieces ?? 0;
  const spent = outcome?.spent ?? null;
  return approvalId === null && undoes === undefined && pieces === 0 && spent === null;
}

// Calls are immutable and keep their arguments object, so its text is made once.
const texts = new WeakMap<CallView['arguments'], string>();

function argumentsText(call: CallView): string {
  const known = texts.get(call.arguments);
  if (known !== undefined) return known;
  const text = canonicalJson(call.arguments);
  texts.set(call.arguments, text);
  return text;
}
