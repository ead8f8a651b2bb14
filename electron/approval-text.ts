import { canonicalJson } from '../contract/json.ts';
import { formatMoney } from '../contract/money.ts';
import type { ApprovalView } from '../contract/model.ts';

/** One line for a menu or a notification: what would happen, as far as it is known. */
export function approvalLine(approval: ApprovalView): string {
  const { goods } = approval;
  if (!goods) return oneLine(`${approval.tool} ${canonicalJson(approval.arguments)}`, maxArguments);
  const count = goods.quantity === null ? '' : `${goods.quantity} × `;
  const minor = goods.totalMinor ?? goods.priceMinor;
  const price =
    minor === null || goods.currency === null
      ? ''
      : ` · ${formatMoney({ amountMinor: minor, currency: goods.currency })}`;
  return `${count}${oneLine(goods.title, 50)}${price}`;
}

/**
 * Whether a place that shows only that line may offer "Approve": what is approved must be what was seen, so the
 * goods with their price, or every argument. The window shows the rest.
 */
export function canApproveByLine(approval: ApprovalView): boolean {
  const { goods, preview } = approval;
  if (preview === 'loading') return false;
  if (goods) return goods.priceMinor !== null || goods.totalMinor !== null;
  const whole = `${approval.tool} ${canonicalJson(approval.arguments)}`;
  return approvalLine(approval) === whole;
}

const maxArguments = 90;

/** Titles and names come from shops and agents: no line breaks, no control or direction marks, no endless text. */
export function oneLine(text: string, maxLength: number): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return plain.length > maxLength ? `${plain.slice(0, maxLength - 1).trimEnd()}…` : plain;
}
