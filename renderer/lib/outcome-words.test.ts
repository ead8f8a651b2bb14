import { expect, test } from 'vitest';
import type { CallOutcome, CallView } from '../../contract/model.ts';
import { outcomeWords } from './outcome-words.ts';

const decision: CallView['decision'] = {
  ...{ effect: 'allow', code: 'allowed', rule: '', text: 'over the budget', reasons: [], isRetryable: false },
};
const said = (outcome: Partial<CallOutcome>, isError = false) =>
  outcomeWords({
    ...{ state: 'completed', isError, error: null, decision },
    outcome: {
      text: 'as the shop says',
      spent: null,
      currency: null,
      pieces: null,
      product: null,
      ...outcome,
    },
  });
const usd = { currency: 'USD', product: 'B1' };

test('says "added" only with pieces, and what was really spent', () => {
  expect(said({ ...usd, pieces: 2, spent: '42.98' })).toBe('added, $42.98 spent');
  expect(said({ ...usd, pieces: 1 })).toBe('added, price unknown');
  expect(said({ ...usd, pieces: -1, spent: '-12.50' })).toBe('removed, $12.50 given back');
  expect(said({ pieces: 0 })).toBe('as the shop says');
});

test('what was taken back is not told as spent', () => {
  const outcome = { ...usd, text: 'as the shop says', pieces: 2, spent: '42.98' };
  const call = { state: 'completed', isError: false, error: null, decision, outcome } as const;
  expect(outcomeWords(call, true)).toBe('added, then taken back');
});

test('an error says what was not done, and what was done all the same', () => {
  expect(said({ text: 'out of stock' }, true)).toBe('not done: out of stock');
  expect(said({ text: 'not added: gone' }, true)).toBe('not added: gone');
  expect(said({ ...usd, text: 'two at most', pieces: 2, spent: '10.00' }, true)).toBe(
    'only 2 added, $10.00 spent: two at most',
  );
});

test('a refusal, a fault and an unknown end are told; what is under way is not guessed', () => {
  const ended = { isError: null, error: 'gone away', decision };
  expect(outcomeWords({ ...ended, state: 'refused' })).toBe('over the budget');
  expect(outcomeWords({ ...ended, state: 'failed' })).toBe('gone away');
  expect(outcomeWords({ ...ended, state: 'unknown' })).toContain('look at the cart');
  expect(outcomeWords({ ...ended, state: 'in_flight' })).toBeNull();
});
