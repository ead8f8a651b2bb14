import { expect, test } from 'vitest';
import type { ApprovalView, CallView, Goods } from '../../../contract/model.ts';
import {
  announcementOf,
  askedAgainOver,
  endedSubjectOf,
  endOf,
  ownReasonOf,
  pendingOf,
  subjectOf,
} from './approval-words.ts';
import { groupsOf, shownOf } from './groups.ts';
import { agentTotals, totalOf } from './totals.ts';

const goods: Goods = {
  ...{ title: 'Tea', asin: null, pictureId: null, quantity: 2, currency: 'USD', priceMinor: 500 },
  ...{ totalMinor: 1000, subtotalBeforeMinor: null, subtotalAfterMinor: null, seller: null, note: null },
};
function approval(id: string, change: Partial<ApprovalView> = {}): ApprovalView {
  return {
    ...{
      id,
      callId: id,
      grantId: 'g',
      grantName: 'agent',
      client: null,
      upstream: 'cart',
      tool: 'add_to_cart',
    },
    ...{ arguments: {}, why: '', rule: '', requestedAt: 100, expiresAt: 9000, state: 'pending' },
    ...{ isClientWaiting: true, preview: 'known', goods, verdict: null, word: null },
    ...{ resolvedAt: null, resolvedBy: null },
    ...change,
  };
}

test('the one that waits longest comes first, so that a new one never moves it', () => {
  const approvals = [
    approval('new', { requestedAt: 300 }),
    approval('old'),
    approval('done', { state: 'denied' }),
  ];
  expect(pendingOf(approvals).map((it) => it.id)).toEqual(['old', 'new']);
});

const noCall = () => undefined;

test('the end of an approval stays in sight for a moment, in its place', () => {
  const ended = approval('ended', { state: 'denied', requestedAt: 200, resolvedAt: 10_000 });
  const approvals = [approval('new', { requestedAt: 300 }), ended, approval('old')];
  expect(shownOf(approvals, 12_000, noCall).map((it) => it.id)).toEqual(['old', 'ended', 'new']);
  expect(shownOf(approvals, 19_000, noCall).map((it) => it.id)).toEqual(['old', 'new']);
});

test('an approved one stays until its call has ended and that could be read', () => {
  const approved = approval('a', { state: 'consumed', resolvedAt: 10_000 });
  const during = (call: Partial<CallView>) => shownOf([approved], 60_000, () => call as CallView).length; // what is read
  expect(during({ state: 'in_flight' })).toBe(1);
  expect(during({ state: 'completed', endedAt: 55_000 })).toBe(1);
  expect(during({ state: 'completed', endedAt: 50_000 })).toBe(0);
});

test('calls that came together are one group, where the first of them stands', () => {
  const groups = groupsOf([
    approval('a', { groupId: 'g1' }),
    approval('b', { groupId: 'g2' }),
    approval('c', { groupId: 'g1' }),
    approval('old one'),
  ]);
  expect(groups.map((it) => it.approvals.map(({ id }) => id))).toEqual([['a', 'c'], ['b'], ['old one']]);
});

test('what has ended stands below what waits: its going moves no card', () => {
  const groups = groupsOf([
    approval('ended', { state: 'denied' }),
    approval('ended too', { groupId: 'g', state: 'consumed' }),
    approval('waits', { groupId: 'g' }),
  ]);
  expect(groups.map((it) => it.approvals.map(({ id }) => id))).toEqual([['waits', 'ended too'], ['ended']]);
});

test('says what it is about by the goods, else by the tool', () => {
  expect(subjectOf(approval('a'))).toBe('Tea');
  expect(subjectOf(approval('a', { goods: null }))).toBe('Add to cart');
  expect(announcementOf(approval('a'))).toBe('agent asks: Tea, $10.00');
  expect(announcementOf(approval('a', { goods: { ...goods, totalMinor: null } }))).toBe('agent asks: Tea');
});

test('says how and where it ended', () => {
  expect(endOf(approval('a', { state: 'consumed', resolvedBy: 'tray' }))).toBe(
    'Approved from the tray menu; the call went on',
  );
  expect(endOf(approval('a', { state: 'approved', resolvedBy: 'console' }))).toContain('next identical call');
  expect(endOf(approval('a', { state: 'expired' }))).toContain('not executed');
});

test('one that asked again says so, and what had changed; the later answer is not mixed up with it', () => {
  const difference = 'the price of one was $5.00, now it is $6.00';
  const first = approval('a', { state: 'consumed', resolvedAt: 200, resolvedBy: 'console' });
  const again = approval('b', { callId: 'a', requestedAt: 300, difference });
  const thrice = approval('c', { callId: 'a', requestedAt: 500, difference: 'sold by another' });
  expect(askedAgainOver(first, [thrice, again, first])).toBe(difference);
  expect(endOf(first, undefined, true)).toBe('Approved in the console; the offer changed: asked again');
  const second = { ...again, state: 'consumed', resolvedAt: 400 } as const;
  expect(askedAgainOver(second, [second, first])).toBeNull();
  expect(askedAgainOver(first, [first, { ...again, callId: 'other' }])).toBeNull();
});

test('one that Checkstand answered itself says why, and what was asked for', () => {
  const word = 'not added: out of stock\n- Tea, 20 bags';
  const own = approval('a', {
    ...{ state: 'denied', resolvedBy: 'gateway', word, goods: null },
    arguments: { query: 'green tea', quantity: 2 },
  });
  expect(ownReasonOf(own)).toBe('not added: out of stock');
  expect(ownReasonOf({ ...own, resolvedBy: 'console' })).toBeNull();
  expect(endedSubjectOf(own)).toBe('Add to cart: green tea');
  expect(endedSubjectOf({ ...own, arguments: { asin: 'B1' } })).toBe('Add to cart: asin: B1');
  expect(endedSubjectOf(approval('b'))).toBe('Tea');
});

const cheap = approval('b', { goods: { ...goods, totalMinor: 250 } });
const unpriced = approval('c', { goods: null, preview: 'unknown' });

test('what has no price is said, not counted as nothing', () => {
  const total = totalOf([approval('a'), cheap, unpriced]);
  expect(total).toEqual({ count: 3, totalMinor: 1250, currency: 'USD', unpriced: 1 });
});

test('amounts in two currencies have no total', () => {
  const total = totalOf([approval('a'), approval('b', { goods: { ...goods, currency: 'EUR' } })]);
  expect(total).toMatchObject({ count: 2, totalMinor: null, currency: null });
});

test('an agent that waits in several places is totalled; a list of its own says that already', () => {
  const alone = groupsOf([approval('a'), cheap, approval('d', { grantId: 'other' })]);
  expect(agentTotals(alone)).toMatchObject([{ grantId: 'g', count: 2, totalMinor: 1250 }]);
  const together = [approval('a', { groupId: 'x' }), approval('b', { groupId: 'x' })];
  expect(agentTotals(groupsOf(together))).toEqual([]);
});
