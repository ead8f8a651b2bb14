import type { ApprovalView, Surface } from '../../../contract/model.ts';
import { formatMinor } from '../../lib/format.ts';

/** Pending ones, the one that waits longest first: a new card then never moves those that are looked at. */
export function pendingOf(approvals: readonly ApprovalView[]): ApprovalView[] {
  return approvals.filter((it) => it.state === 'pending').sort((a, b) => a.requestedAt - b.requestedAt);
}

/** How long the end of an approval stays in sight where its card was, in milliseconds. */
const lingerMs = 6000;

/** The pending ones and those that ended a moment ago, in the order they came. */
export function shownOf(approvals: readonly ApprovalView[], now: number): ApprovalView[] {
  return approvals
    .filter((it) => it.state === 'pending' || (it.resolvedAt !== null && now - it.resolvedAt < lingerMs))
    .sort((a, b) => a.requestedAt - b.requestedAt);
}

/** What a call is about, in a few words. */
export function subjectOf({ goods, tool }: Pick<ApprovalView, 'goods' | 'tool'>): string {
  return goods?.title ?? toolWords(tool);
}

/** "add_to_cart" as a person says it: "Add to cart". */
export function toolWords(tool: string): string {
  const words = tool.replaceAll(/[_.-]+/g, ' ').trim();
  return words === '' ? tool : words[0]?.toUpperCase() + words.slice(1);
}

/** What screen readers are told when it arrives. */
export function announcementOf(approval: ApprovalView): string {
  const total = approval.goods && formatMinor(approval.goods.totalMinor, approval.goods.currency);
  return `${approval.grantName} asks: ${subjectOf(approval)}${total ? `, ${total}` : ''}`;
}

/** How an approval ended, as a sentence. */
export function endOf(approval: ApprovalView): string {
  const where = approval.resolvedBy ? ` ${surfaceWords[approval.resolvedBy]}` : '';
  switch (approval.state) {
    case 'pending':
      return 'Waiting for an answer';
    case 'approved':
      return `Approved${where}; counts for the agent's next identical call`;
    case 'consumed':
      return `Approved${where}; the call went on`;
    case 'denied':
      return `Denied${where}`;
    case 'expired':
      return 'Expired without an answer; not executed';
  }
}

export const surfaceWords: Readonly<Record<Surface, string>> = {
  console: 'in the console',
  window: 'in the approval window',
  tray: 'from the tray menu',
  notification: 'from a notification',
  shell: 'on the command line',
  gateway: 'by Checkstand',
};
