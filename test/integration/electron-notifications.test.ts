import { expect, test, vi } from 'vitest';
import type { ApprovalView } from '../../contract/model.ts';
import { createNotifications } from '../../electron/notifications.ts';
import { notifications } from '../support/electron-double/desktop.ts';
import { manualClock } from '../support/manual-clock.ts';

vi.mock('electron', () => import('../support/electron-double/electron.ts'));

const approval: ApprovalView = {
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
  preview: 'loading',
  goods: null,
  verdict: null,
  word: null,
  resolvedAt: null,
  resolvedBy: null,
};

function started() {
  notifications.length = 0;
  const clock = manualClock();
  const notifier = createNotifications({
    clock,
    isNotifying: () => true,
    answer: async () => undefined,
    showApprovals: () => undefined,
  });
  const show = (...pending: ApprovalView[]) =>
    notifier.update({ pending, isPaused: false, problem: null, need: null, budgets: [] });
  return { clock, show, live: () => notifications.filter((it) => it.state === 'shown') };
}

test('waits for the goods, and goes out without them when they take too long', () => {
  const { clock, show, live } = started();
  show(approval);
  clock.advance(4_999);
  expect(live()).toHaveLength(0);
  clock.advance(1);
  expect(live().map((it) => it.options.actions?.map((action) => action.text))).toEqual([['Deny']]);
});

test('is replaced when the goods come late', () => {
  const { clock, show, live } = started();
  show(approval);
  clock.advance(5_000);
  show({ ...approval, preview: 'unknown' });
  expect(notifications.map((it) => it.state)).toEqual(['closed', 'shown']);
  expect(live()[0]?.options.actions?.map((action) => action.text)).toEqual(['Approve once', 'Deny']);
});

test('does not go out for what was answered in the meantime', () => {
  const { clock, show } = started();
  show(approval);
  show();
  clock.advance(60_000);
  expect(notifications).toHaveLength(0);
});
