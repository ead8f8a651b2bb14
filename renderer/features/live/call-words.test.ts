import { expect, test } from 'vitest';
import type { CallView } from '../../../contract/model.ts';
import { callLogOf } from '../../lib/call-log.ts';
import { isTakenBack } from '../../lib/undo/undoable.ts';
import { refusalWords, stateWord } from './call-words.ts';

const added: CallView = {
  ...{ id: 'c1', seq: 1, at: 1, grantId: 'g', grantName: 'agent', client: null, upstream: 'cart' },
  ...{ tool: 'add_to_cart', arguments: {}, state: 'completed', approvalId: 'a', policyVersion: 1 },
  ...{ durationMs: 1, resultBytes: 1, isError: false, error: null },
  decision: { effect: 'allow', code: 'allowed', rule: '', text: '', reasons: [], isRetryable: false },
  outcome: { text: '', spent: '12.49', currency: 'USD', pieces: 1, product: 'B1' },
};
const undoing: CallView = { ...added, id: 'c2', seq: 2, tool: 'remove_from_cart', undoes: 'c1' };

test('what was taken back is not said to be added, in no colour of success', () => {
  const told = (calls: CallView[]) => stateWord(added, isTakenBack(callLogOf(calls), added));
  expect(told([added])).toEqual({ text: 'added', tone: 'allow' });
  expect(told([undoing, added])).toEqual({ text: 'taken back', tone: 'none' });
  // An undo that failed took nothing back.
  expect(told([{ ...undoing, isError: true }, added])).toEqual({ text: 'added', tone: 'allow' });
});

test('a refusal of Checkstand itself says why, in one line; a rule says it in the details', () => {
  const refused = (code: 'cannot_evaluate' | 'denied', text: string) =>
    refusalWords({ ...added, state: 'refused', decision: { ...added.decision, effect: 'deny', code, text } });
  const futile =
    'no person was asked, since this call can only fail: not added: out of stock\n- Tea, 20 bags';
  expect(refused('cannot_evaluate', futile)).toBe('not added: out of stock');
  expect(refused('denied', 'over the budget')).toBeNull();
  expect(refusalWords(added)).toBeNull();
});
