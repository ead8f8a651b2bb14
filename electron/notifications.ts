import { Notification } from 'electron';
import type { ApprovalView, Verdict } from '../contract/model.ts';
import type { Clock, Release } from '../contract/ports.ts';
import { approvalLine, canApproveByLine, oneLine } from './approval-text.ts';
import type { ShellState } from './shell-state.ts';

export interface NotificationParts {
  readonly clock: Pick<Clock, 'after'>;
  readonly isNotifying: () => boolean;
  readonly answer: (approvalId: string, verdict: Verdict) => Promise<void>;
  readonly showApprovals: () => void;
}

/** How long a notification waits for the goods to be looked up before it goes out without them. */
const lookUpMs = 5_000;
/** More at once would be noise; the window lists them all. */
const maxShown = 3;

/** One notification for each new approval, gone when it is answered wherever that was. */
export function createNotifications(parts: NotificationParts): {
  update(state: ShellState): void;
  close: Release;
} {
  const known = new Map<string, { readonly withdraw: () => void }>();
  let latest = new Map<string, ApprovalView>();
  let shownCount = 0;

  const show = (approvalId: string): void => {
    const approval = latest.get(approvalId);
    if (!approval || shownCount >= maxShown) return;
    const notification = buildNotification(approval, parts);
    shownCount += 1;
    known.set(approvalId, {
      withdraw() {
        shownCount -= 1;
        notification.close();
      },
    });
    notification.show();
  };
  const begin = (approval: ApprovalView): void => {
    if (approval.preview !== 'loading') show(approval.id);
    else known.set(approval.id, { withdraw: parts.clock.after(lookUpMs, () => show(approval.id)) });
  };
  const isLookedUpNow = (approval: ApprovalView, before: ApprovalView | undefined): boolean =>
    before?.preview === 'loading' && approval.preview !== 'loading';

  return {
    update({ pending }) {
      const before = latest;
      latest = new Map(pending.map((it) => [it.id, it]));
      for (const [id, { withdraw }] of [...known]) {
        if (latest.has(id)) continue;
        known.delete(id);
        withdraw();
      }
      for (const approval of pending) {
        const isNew = !before.has(approval.id);
        if (!parts.isNotifying() || (!isNew && !isLookedUpNow(approval, before.get(approval.id)))) continue;
        known.get(approval.id)?.withdraw();
        known.delete(approval.id);
        begin(approval);
      }
    },
    close() {
      for (const { withdraw } of known.values()) withdraw();
      known.clear();
    },
  };
}

function buildNotification(approval: ApprovalView, parts: NotificationParts): Notification {
  const canApprove = canApproveByLine(approval);
  const verdicts: readonly Verdict[] = canApprove ? ['approve', 'deny'] : ['deny'];
  const notification = new Notification({
    title: `${oneLine(approval.grantName, 30)} asks: ${oneLine(approval.tool, 40)}`,
    body: `${approvalLine(approval)}\n${oneLine(approval.why, 120)}`,
    timeoutType: 'never',
    urgency: 'critical',
    groupId: 'approvals',
    // Where the platform has no buttons these are ignored and the click remains.
    actions: verdicts.map((it) => ({ type: 'button', text: it === 'approve' ? 'Approve once' : 'Deny' })),
  });
  notification.on('click', () => parts.showApprovals());
  notification.on('action', ({ actionIndex }) => {
    const verdict = verdicts[actionIndex];
    if (verdict) void parts.answer(approval.id, verdict);
    else parts.showApprovals();
  });
  return notification;
}
