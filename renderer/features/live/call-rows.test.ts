import { expect, test } from 'vitest';
import type { CallView } from '../../../contract/model.ts';
import { callLogOf } from '../../lib/call-log.ts';
import { createRowMaker } from './call-rows.ts';
import { noFilter } from './filter-calls.ts';
import { groupCalls } from './group-calls.ts';

let nextSeq = 0;
function call(change: Partial<CallView> = {}): CallView {
  const seq = ++nextSeq;
  return {
    ...{ id: `c${seq}`, seq, at: seq, grantId: 'g', grantName: 'agent', client: null, upstream: 'cart' },
    ...{ tool: 'view_cart', arguments: {}, state: 'completed', approvalId: null, policyVersion: 1 },
    ...{ durationMs: 1, resultBytes: 1, isError: false, error: null },
    decision: { effect: 'allow', code: 'allowed', rule: '', text: '', reasons: [], isRetryable: false },
    ...change,
  };
}
const sizes = (calls: CallView[]) => groupCalls(calls).map((row) => row.calls.length);

test('identical calls in a row become one, whatever their times and the order of their arguments', () => {
  const calls = [
    call({ arguments: { a: 1, b: [2] }, durationMs: 7 }),
    call({ arguments: { b: [2], a: 1 }, durationMs: 900 }),
  ];
  expect(sizes(calls)).toEqual([2]);
});

test.each<[string, Partial<CallView>]>([
  ['another tool', { tool: 'search' }],
  ['another agent', { grantId: 'h' }],
  ['other arguments', { arguments: { quantity: 2 } }],
  ['another end', { state: 'failed' }],
  ['an error result', { isError: true }],
  ['another upstream', { upstream: 'files' }],
])('%s is a line of its own', (_, change) => {
  expect(sizes([call(), call(change), call()])).toEqual([1, 1, 1]);
});

test('calls that wait or run are never joined: each may end otherwise', () => {
  expect(sizes([call({ state: 'held' }), call({ state: 'held' })])).toEqual([1, 1]);
  expect(sizes([call({ state: 'in_flight' }), call({ state: 'in_flight' })])).toEqual([1, 1]);
});

test('what was asked about or changed something is never joined: each has its own money and undo', () => {
  const outcome = { text: '', spent: null, currency: null, pieces: null, product: null };
  const twice = (change: Partial<CallView>) => sizes([call(change), call(change)]);
  expect(twice({ outcome })).toEqual([2]);
  expect(twice({ outcome: { ...outcome, pieces: 1 } })).toEqual([1, 1]);
  expect(twice({ outcome: { ...outcome, spent: '12.49', currency: 'USD' } })).toEqual([1, 1]);
  expect(twice({ approvalId: 'a' })).toEqual([1, 1]);
  expect(twice({ undoes: 'c' })).toEqual([1, 1]);
});

test('a group keeps its key while newer ones join', () => {
  const calls = [call(), call()];
  expect(groupCalls([call(), ...calls])[0]?.key).toBe(groupCalls(calls)[0]?.key);
});

test('rows of a long log are found by index and by key, under a filter too', () => {
  const calls = Array.from({ length: 3000 }, (_, index) => call({ arguments: { index: 3000 - index } }));
  const all = createRowMaker(noFilter)(callLogOf(calls));
  expect(all.length).toBe(3000);
  expect(all.at(2999)?.call).toBe(calls[2999]);
  expect(all.at(3000)).toBeUndefined();
  expect(all.indexOf(calls[1700]?.id ?? '')).toBe(1700);
  expect(all.indexOf(calls[1700]?.id ?? '', 1701)).toBe(-1);
  const few = createRowMaker({ text: 'VIEW index: 29', outcome: 'all' })(callLogOf(calls));
  expect(few.length).toBe(159);
  expect(few.at(158)?.call.arguments).toEqual({ index: 29 });
});

test('filters tell apart what was allowed, asked, denied, and what went wrong', () => {
  const asked = call({ approvalId: 'a', arguments: { is: 'asked' } });
  const denied = call({
    state: 'refused',
    decision: { effect: 'deny', code: 'denied', rule: '', text: '', reasons: [], isRetryable: false },
  });
  const broken = call({ isError: true, arguments: { is: 'broken' } });
  const log = callLogOf([asked, denied, broken]);
  const found = (outcome: 'allow' | 'ask' | 'deny' | 'trouble') => {
    const rows = createRowMaker({ text: '', outcome })(log);
    return Array.from({ length: rows.length }, (_, index) => rows.at(index)?.call);
  };
  expect(found('allow')).toEqual([broken]);
  expect(found('ask')).toEqual([asked]);
  expect(found('deny')).toEqual([denied]);
  expect(found('trouble')).toEqual([broken]);
});
