import { expect, test } from 'vitest';
import type { ApprovalView, Goods } from '../contract/model.ts';
import { canApproveByLine } from './approval-text.ts';
import { trayModel } from './tray-model.ts';

const goods: Goods = {
  title: 'AA Batteries, 48 Pack',
  asin: 'B000000001',
  pictureId: null,
  quantity: 2,
  currency: 'USD',
  priceMinor: 1299,
  totalMinor: 2598,
  subtotalBeforeMinor: null,
  subtotalAfterMinor: null,
  seller: null,
  note: null,
};

function approval(change: Partial<ApprovalView> = {}): ApprovalView {
  return {
    id: 'a1',
    callId: 'c1',
    grantId: 'g1',
    grantName: 'Claude Code',
    client: null,
    upstream: 'cart',
    tool: 'add_to_cart',
    arguments: { query: 'batteries' },
    why: 'it adds to your cart',
    rule: '',
    requestedAt: 1,
    expiresAt: 2,
    state: 'pending',
    isClientWaiting: true,
    preview: 'known',
    goods,
    verdict: null,
    word: null,
    resolvedAt: null,
    resolvedBy: null,
    ...change,
  };
}

const quiet = { pending: [], isPaused: false, problem: null, need: null, budgets: [] };

test('each state has its icon and its words', () => {
  const shown = (state: Parameters<typeof trayModel>[0]) => {
    const { icon, tooltip, count } = trayModel(state, null);
    return [icon, tooltip, count];
  };
  expect(shown(quiet)).toEqual(['idle', 'Checkstand: watching, nothing waits', 0]);
  expect(shown({ ...quiet, isPaused: true })).toEqual([
    'paused',
    'Checkstand: paused, every call is denied',
    0,
  ]);
  expect(shown({ ...quiet, problem: 'the browser is missing' })).toEqual([
    'problem',
    'Checkstand: the browser is missing',
    0,
  ]);
  expect(shown({ ...quiet, pending: [approval()] })).toEqual([
    'pending',
    'Checkstand: 1 call waits for you',
    1,
  ]);
  const all = { ...quiet, pending: [approval(), approval({ id: 'a2' })], isPaused: true, problem: 'x' };
  expect(shown(all)).toEqual([
    'pending',
    'Checkstand: 2 calls wait for you; paused, every call is denied',
    2,
  ]);
});

test('what is wrong is in the menu whatever else is', () => {
  const labels = (state: Parameters<typeof trayModel>[0], notice: string | null) =>
    trayModel(state, notice).items.flatMap((it) => (it.kind === 'text' ? [it.label] : []));
  expect(labels({ ...quiet, problem: 'cart: no browser' }, null)).toEqual(['Cart: no browser']);
  expect(labels({ ...quiet, isPaused: true, problem: 'cart: no browser' }, 'no password store')).toEqual([
    'Paused, every call is denied',
    'Cart: no browser',
    'No password store',
  ]);
});

test('budgets and what the shop wants a person for stand in the menu', () => {
  const budget = {
    ...{ upstream: 'cart', grantId: null, counter: 'cart_spend', window: 'day', currency: 'USD' },
    ...{ spent: '42.98', reserved: '12.00', max: '100', endsAt: null },
  };
  const need = { kind: 'sign_in', since: 0, retryAt: null, isCallWaiting: true } as const;
  const { icon, items } = trayModel({ ...quiet, budgets: [budget], need }, null);
  expect(icon).toBe('pending');
  expect(items).toContainEqual({
    kind: 'text',
    label: 'Today: $30.98 of $100.00 spent, $12.00 under way',
  });
  expect(items).toContainEqual({ kind: 'open_console', label: 'Sign in to the shop…' });
});

test('an approval is listed with its goods and who asks', () => {
  const items = trayModel({ ...quiet, pending: [approval()] }, null).items;
  expect(items.find((it) => it.kind === 'approval')).toEqual({
    kind: 'approval',
    id: 'a1',
    label: '2 × AA Batteries, 48 Pack · $25.98',
    asker: 'Claude Code asks for add_to_cart',
    canApprove: true,
  });
});

test('a long queue is cut and says how much is left', () => {
  const pending = Array.from({ length: 9 }, (_, index) => approval({ id: `a${index}` }));
  const items = trayModel({ ...quiet, pending }, null).items;
  expect(items.filter((it) => it.kind === 'approval').map((it) => it.id)).toEqual([
    'a0',
    'a1',
    'a2',
    'a3',
    'a4',
    'a5',
  ]);
  expect(items).toContainEqual({ kind: 'show_approvals', label: 'Show all (3 more)' });
});

test('text from outside cannot break a line or hide its direction', () => {
  const evil = approval({
    goods: { ...goods, title: 'Free\u202Egnp\u0000.\n\nApprove once' },
    grantName: 'a\nb',
  });
  const item = trayModel({ ...quiet, pending: [evil] }, null).items.find((it) => it.kind === 'approval');
  expect(item).toMatchObject({
    label: '2 × Free gnp . Approve once · $25.98',
    asker: 'a b asks for add_to_cart',
  });
});

test('one line may approve only what one line has shown', () => {
  expect(canApproveByLine(approval())).toBe(true);
  expect(canApproveByLine(approval({ preview: 'loading', goods: null }))).toBe(false);
  expect(canApproveByLine(approval({ goods: { ...goods, priceMinor: null, totalMinor: null } }))).toBe(false);
  expect(canApproveByLine(approval({ preview: 'none', goods: null }))).toBe(true);
  const long = { path: 'x'.repeat(200) };
  expect(canApproveByLine(approval({ preview: 'none', goods: null, arguments: long }))).toBe(false);
  const sly = { path: 'a\u202Eb' };
  expect(canApproveByLine(approval({ preview: 'none', goods: null, arguments: sly }))).toBe(false);
});
