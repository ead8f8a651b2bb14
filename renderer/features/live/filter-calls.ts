import type { CallView } from '../../../contract/model.ts';
import { argumentLine } from '../../lib/argument-words.ts';
import { subjectOfCall } from '../../lib/call-subject.ts';

export const outcomes = ['all', 'allow', 'ask', 'deny', 'trouble'] as const;
export type Outcome = (typeof outcomes)[number];

export interface CallFilter {
  /** Words that must all appear: in the tool, upstream, grant, client, arguments or state. */
  readonly text: string;
  readonly outcome: Outcome;
}

export const noFilter: CallFilter = { text: '', outcome: 'all' };

/** Why the list may be empty under this filter. */
export function nothingWords({ text, outcome }: CallFilter): string {
  if (text.trim() === '')
    return `${emptyWords[outcome]} Older calls show when all are shown and scrolled to.`;
  const among = outcome === 'all' ? '' : ` Only those under “${outcomeLabels[outcome]}” are looked at.`;
  return `All words must appear in the tool, the goods, the client, the arguments or the outcome.${among}`;
}

export const outcomeLabels: Readonly<Record<Outcome, string>> = {
  all: 'All',
  allow: 'Allowed',
  ask: 'Asked',
  deny: 'Denied',
  trouble: 'Errors',
};

const emptyWords: Readonly<Record<Outcome, string>> = {
  all: 'No call is known.',
  allow: 'No call passed without a question.',
  ask: 'No call was asked about.',
  deny: 'No call was denied.',
  trouble: 'No call went wrong.',
};

/** A test for the filter; undefined when everything passes. */
export function matcherOf({ text, outcome }: CallFilter): ((call: CallView) => boolean) | undefined {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0 && outcome === 'all') return undefined;
  return (call) => {
    if (!hasOutcome(call, outcome)) return false;
    if (words.length === 0) return true;
    const searched = searchedText(call);
    return words.every((word) => searched.includes(word));
  };
}

function hasOutcome(call: CallView, outcome: Outcome): boolean {
  switch (outcome) {
    case 'all':
      return true;
    case 'allow':
      return call.decision.effect === 'allow' && call.approvalId === null;
    case 'ask':
      return call.decision.effect === 'ask' || call.approvalId !== null;
    case 'deny':
      return call.decision.effect === 'deny';
    case 'trouble':
      return isTrouble(call);
  }
}

/** Something went wrong after it was let through. */
export function isTrouble(call: CallView): boolean {
  return call.state === 'failed' || call.state === 'unknown' || call.isError === true;
}

const texts = new WeakMap<CallView, string>();

function searchedText(call: CallView): string {
  const known = texts.get(call);
  if (known !== undefined) return known;
  const { upstream, tool, grantName, client, state, error, outcome } = call;
  const { what, words } = subjectOfCall(call);
  const text = [upstream, tool, grantName, client?.name, state, error, outcome?.text]
    .concat(argumentLine(call.arguments), what, words ?? undefined)
    .filter(Boolean)
    .join(' ')
    .toLowerCase();
  texts.set(call, text);
  return text;
}
