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

/** What became of a call, in a word or two. */
export function stateWord(call: CallView): { text: string; tone: Tone } {
  if (call.state === 'completed' && call.isError) return { text: 'error result', tone: 'deny' };
  return stateWords[call.state];
}

const stateWords: Readonly<Record<CallState, { text: string; tone: Tone }>> = {
  held: { text: 'waiting for you', tone: 'ask' },
  in_flight: { text: 'running', tone: 'info' },
  completed: { text: 'done', tone: 'none' },
  failed: { text: 'failed', tone: 'deny' },
  refused: { text: 'refused', tone: 'deny' },
  withdrawn: { text: 'withdrawn', tone: 'none' },
  unknown: { text: 'outcome unknown', tone: 'ask' },
};
