import type { JsonObject } from '../../../contract/json.ts';
import type { ApprovalView, CallView, Surface } from '../../../contract/model.ts';
import { argumentLine } from '../../lib/argument-words.ts';
import { firstLine } from '../../lib/first-line.ts';
import { formatMinor } from '../../lib/format.ts';

/** Pending ones, the one that waits longest first: a new card then never moves those that are looked at. */
export function pendingOf(approvals: readonly ApprovalView[]): ApprovalView[] {
  return approvals.filter((it) => it.state === 'pending').sort((a, b) => a.requestedAt - b.requestedAt);
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

/** What the agent searched for, in its own words; null when it named something exactly. */
export function askedWords(args: JsonObject): string | null {
  const { query } = args;
  return typeof query === 'string' && query !== '' ? query : null;
}

/** After this long without a preview the person may decide without one. */
const previewPatienceMs = 10_000;

/** Why a call cannot be approved yet; null when it can. */
export function lookUpHold({ preview, requestedAt }: ApprovalView, now: number): string | null {
  const isLookingUp = preview === 'loading' && now - requestedAt < previewPatienceMs;
  return isLookingUp ? 'Wait for the price, or deny' : null;
}

/** What screen readers are told when it arrives. */
export function announcementOf(approval: ApprovalView): string {
  const total = approval.goods && formatMinor(approval.goods.totalMinor, approval.goods.currency);
  return `${approval.grantName} asks: ${subjectOf(approval)}${total ? `, ${total}` : ''}`;
}

/** What a call was about, once its card is gone: without goods, what it asked for. */
export function endedSubjectOf(approval: Pick<ApprovalView, 'goods' | 'tool' | 'arguments'>): string {
  const asked = askedWords(approval.arguments) ?? argumentLine(approval.arguments);
  return approval.goods || asked === '' ? subjectOf(approval) : `${subjectOf(approval)}: ${asked}`;
}

/** Why Checkstand answered in the person's place; null where a person did. */
export function ownReasonOf({ state, resolvedBy, word }: ApprovalView): string | null {
  return state === 'denied' && resolvedBy === 'gateway' && word !== null ? firstLine(word) : null;
}

/** How the offer differed once the approved call was to go on, so that it asked again; null when it did not. */
export function askedAgainOver(approval: ApprovalView, approvals: readonly ApprovalView[]): string | null {
  if (approval.state !== 'consumed') return null;
  const asksAgain = ({ id, callId, difference, requestedAt }: ApprovalView) =>
    id !== approval.id &&
    callId === approval.callId &&
    difference !== undefined &&
    requestedAt >= (approval.resolvedAt ?? approval.requestedAt);
  const [again] = approvals.filter(asksAgain).sort((a, b) => a.requestedAt - b.requestedAt);
  return again?.difference ?? null;
}

/** How an approval ended, as a sentence. One that ended because its call was refused is told by that refusal. */
export function endOf(approval: ApprovalView, call?: Pick<CallView, 'state'>, askedAgain = false): string {
  const where = approval.resolvedBy ? ` ${surfaceWords[approval.resolvedBy]}` : '';
  switch (approval.state) {
    case 'pending':
      return 'Waiting for an answer';
    case 'approved':
      return `Approved${where}${changedWords(approval)}; counts for the agent's next identical call`;
    case 'consumed':
      return `Approved${where}${changedWords(approval)}; ${askedAgain ? 'the offer changed: asked again' : 'the call went on'}`;
    case 'denied':
      return `Denied${where}${approval.reach === 'block' ? '; the tool is blocked' : ''}`;
    case 'expired':
      return call?.state === 'refused' ? 'Refused by the policy' : 'Expired without an answer; not executed';
  }
}

function changedWords({ changes, reach }: ApprovalView): string {
  if (reach === 'session') return ' for this session';
  if (reach === 'always') return ', and remembered';
  return changes && changes.length > 0 ? ' with changes' : '';
}

export const surfaceWords: Readonly<Record<Surface, string>> = {
  console: 'in the console',
  window: 'in the approval window',
  tray: 'from the tray menu',
  notification: 'from a notification',
  shell: 'on the command line',
  gateway: 'by Checkstand',
};
