import { firstLine } from '../../lib/first-line.ts';
import type { CallState, CallView, Effect } from '../../../contract/model.ts';
import type { Tone } from '../../ui/badge.tsx';

/** The effect in a word. A held call that went on later says that it was asked. */
export function effectWord(call: CallView): { text: string; tone: Tone } {
  if (call.decision.effect === 'allow' && call.approvalId !== null) return { text: 'asked', tone: 'ask' };
  return effectWords[call.decision.effect];
}

const effectWords: Readonly<Record<Effect, { text: string; tone: Tone }>> = {
  allow: { text: 'allow', tone: 'allow' },
  ask: { text: 'ask', tone: 'ask' },
  deny: { text: 'deny', tone: 'deny' },
};

/** What became of a call, in a word or two; `isTakenBack`: what it added was removed by an undo since. */
export function stateWord(call: CallView, isTakenBack = false): { text: string; tone: Tone } {
  if (isTakenBack) return { text: 'taken back', tone: 'none' };
  if (call.state === 'completed' && call.isError)
    return { text: call.outcome ? 'not done' : 'error result', tone: 'deny' };
  const pieces = call.outcome?.pieces ?? 0;
  if (call.state === 'completed' && pieces !== 0) return pieces > 0 ? added : removed;
  return stateWords[call.state];
}

/** Why Checkstand itself refused a call, in one line; null where a rule did, or where it went on. */
export function refusalWords({ state, decision }: CallView): string | null {
  if (state !== 'refused' || decision.code !== 'cannot_evaluate') return null;
  return firstLine(decision.text.replace(/^no person was asked, since this call can only fail: /, ''));
}

const added = { text: 'added', tone: 'allow' } as const;
const removed = { text: 'removed', tone: 'none' } as const;

const stateWords: Readonly<Record<CallState, { text: string; tone: Tone }>> = {
  held: { text: 'waiting for you', tone: 'ask' },
  in_flight: { text: 'running', tone: 'info' },
  completed: { text: 'done', tone: 'none' },
  failed: { text: 'failed', tone: 'deny' },
  refused: { text: 'refused', tone: 'deny' },
  withdrawn: { text: 'withdrawn', tone: 'none' },
  unknown: { text: 'outcome unknown', tone: 'ask' },
};
