import { expect, test } from 'vitest';
import type { ApprovalView, Goods } from '../../../contract/model.ts';
import { announcementOf, endOf, pendingOf, shownOf, subjectOf } from './approval-words.ts';
import { agentTotals } from './totals.ts';

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

test('the end of an approval stays in sight for a moment, in its place', () => {
  const ended = approval('ended', { state: 'denied', requestedAt: 200, resolvedAt: 10_000 });
  const approvals = [approval('new', { requestedAt: 300 }), ended, approval('old')];
  expect(shownOf(approvals, 12_000).map((it) => it.id)).toEqual(['old', 'ended', 'new']);
  expect(shownOf(approvals, 17_000).map((it) => it.id)).toEqual(['old', 'new']);
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

test('several of one agent are totalled; what has no price is said, not counted as nothing', () => {
  const [total, ...others] = agentTotals([
    approval('a'),
    approval('b', { goods: { ...goods, totalMinor: 250 } }),
    approval('c', { goods: null, preview: 'unknown' }),
    approval('d', { grantId: 'other' }),
  ]);
  expect(total).toMatchObject({ count: 3, totalMinor: 1250, currency: 'USD', unpriced: 1 });
  expect(others).toEqual([]);
});

test('amounts in two currencies have no total', () => {
  const [total] = agentTotals([approval('a'), approval('b', { goods: { ...goods, currency: 'EUR' } })]);
  expect(total).toMatchObject({ count: 2, totalMinor: null, currency: null });
});
