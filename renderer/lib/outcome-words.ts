import type { CallView } from '../../contract/model.ts';
import { parseDecimalMinor } from '../../contract/money.ts';
import { formatMinor } from './format.ts';

type Ended = Pick<CallView, 'state' | 'isError' | 'error' | 'outcome' | 'decision'>;

/**
 * What became of a call that was let through, in a person's words; null while that is open or there is nothing to say.
 * What was taken back since is no longer told as spent.
 */
export function outcomeWords(
  { state, isError, error, outcome, decision }: Ended,
  isTakenBack = false,
): string | null {
  switch (state) {
    case 'held':
    case 'in_flight':
      return null;
    case 'completed':
      if (isTakenBack) return 'added, then taken back';
      if (outcome) return changeWords(outcome, isError === true);
      return isError ? 'the tool answered with an error' : null;
    case 'failed':
    case 'withdrawn':
      return error;
    case 'refused':
      return decision.text;
    case 'unknown':
      return 'outcome unknown: look at the cart';
  }
}

function changeWords(outcome: NonNullable<CallView['outcome']>, isError: boolean): string {
  const pieces = outcome.pieces ?? 0;
  const money = moneyWords(outcome);
  if (isError && pieces > 0) return `only ${pieces} added${money}: ${outcome.text}`;
  if (isError) return /^not added\b/i.test(outcome.text) ? outcome.text : `not done: ${outcome.text}`;
  if (pieces > 0) return `added${money}`;
  if (pieces < 0) return `removed${money}`;
  return outcome.text;
}

/** ", $42.98 spent", ", $12.50 given back", or nothing where the shop did not say. */
function moneyWords({ spent, currency }: NonNullable<CallView['outcome']>): string {
  const minor = spent === null || currency === null ? undefined : parseDecimalMinor(spent, currency);
  if (minor === undefined) return ', price unknown';
  const amount = formatMinor(Math.abs(minor), currency) ?? '';
  return minor < 0 ? `, ${amount} given back` : `, ${amount} spent`;
}
