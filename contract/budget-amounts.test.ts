import { expect, test } from 'vitest';
import { amountsOf, budgetsOfCall, windowWords } from './budget-amounts.ts';
import type { BudgetView, PolicyView } from './model.ts';

const budget: BudgetView = {
  ...{ upstream: 'cart', grantId: null, counter: 'cart_spend', window: 'day', currency: 'USD' },
  ...{ spent: '50.00', reserved: '20.00', max: '100', endsAt: null },
};
const spend = { counter: 'cart_spend', window: 'day' as const, max: '100', currency: 'USD' };
const policy = (grantId: string | null, tools: PolicyView['document']['tools']): PolicyView => ({
  ...{ upstream: 'cart', grantId, version: 1, savedAt: 0, savedBy: '' },
  document: { version: '1', default: 'deny', ...(tools && { tools }) },
});
const call = { upstream: 'cart', tool: 'add', grantId: 'g' };

test('what is under way is apart from what is spent; what this call takes comes on top of both', () => {
  expect(amountsOf(budget, { totalMinor: 4298, currency: 'USD' })).toMatchObject({
    ...{ spentMinor: 3000, reservedMinor: 2000, wantedMinor: 4298, maxMinor: 10_000, leftMinor: 702 },
  });
  expect(amountsOf(budget, { totalMinor: 6000, currency: 'USD' })?.leftMinor).toBe(-1000);
});

test('a price that is not known, or in another currency, takes nothing that could be drawn', () => {
  expect(amountsOf(budget, { totalMinor: null, currency: 'USD' })?.wantedMinor).toBeNull();
  expect(amountsOf(budget, { totalMinor: 500, currency: 'EUR' })).toMatchObject({
    wantedMinor: null,
    leftMinor: 5000,
  });
});

test('only the budgets that the policy in force for the call counts it against', () => {
  const shared = policy(null, { add: { spend: [spend] }, look: {} });
  expect(budgetsOfCall(call, [shared], [budget])).toEqual([budget]);
  expect(budgetsOfCall({ ...call, tool: 'look' }, [shared], [budget])).toEqual([]);
  expect(budgetsOfCall(call, [shared, policy('g', { add: {} })], [budget])).toEqual([]);
  expect(budgetsOfCall(call, [shared], [{ ...budget, grantId: 'other' }])).toEqual([]);
  expect(budgetsOfCall(call, [shared], [{ ...budget, upstream: 'files' }])).toEqual([]);
});

test('windows are said as people say them', () => {
  expect(['day', 'week', '90 s', '3600 s', '86400 s'].map(windowWords)).toEqual([
    ...['Today', 'This week', 'Last 2 min', 'Last 60 min', 'Last 24 h'],
  ]);
});
