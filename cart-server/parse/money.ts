import { minorDigits, type Money } from '../../contract/money.ts';
import {
  isCurrency,
  sharedSigns,
  signPattern,
  fixedSigns,
  dotGrouping,
  dollarCodes,
} from './currency-signs.ts';
import { plainText, shownText } from './plain-text.ts';

/** An amount as a page shows it: its exact value and the words it was read from. */
export type ShownMoney = Money & { readonly text: string };

/**
 * Reads a text that is one price and nothing else ("1.013,76 €", "₹1,54,900", "SAR 1,279.00").
 * `domain` ("amazon.com.mx") says what a bare `$` or `¥` means. Anything doubtful is undefined: missing is
 * allowed, wrong is not.
 */
export function readMoney(text: string, domain: string): ShownMoney | undefined {
  const match = wholePrice.exec(plainText(text));
  return match ? toMoney(match, domain, shownText(text)) : undefined;
}

/** Reads the price that a text begins with ("$25.89 with 10 percent savings"); a range or a unit price is none. */
export function readLeadingMoney(text: string, domain: string): ShownMoney | undefined {
  const plain = plainText(text);
  const match = leadingPrice.exec(plain);
  if (!match) return undefined;
  const rest = plain.slice(match[0].length);
  if (rest !== '' && !/^[\s(;|税]/.test(rest)) return undefined;
  // More digits behind a gap may belong to the same number.
  if (/^\s*\d/.test(rest) || range.test(rest) || perUnit.test(rest)) return undefined;
  return toMoney(match, domain, leadingPart(shownText(text), match[0].trim()));
}

/** Reads an amount whose currency the page gives elsewhere ("1,49,900.00" beside a code), or in the text as well. */
export function readAmount(text: string, currency: string, domain: string): ShownMoney | undefined {
  const plain = plainText(text);
  if (bareNumber.test(plain)) {
    const amountMinor = minorOf(plain, currency);
    return amountMinor === undefined ? undefined : { amountMinor, currency, text: shownText(text) };
  }
  const money = readMoney(text, domain);
  return money?.currency === currency ? money : undefined;
}

/** What `1234` minor units of a plain machine-written decimal are ("149900.0", "19.99"); undefined when not exact. */
export function minorOfDecimal(decimal: string, currency: string): number | undefined {
  const match = /^(\d{1,12})(?:\.(\d{1,6}))?$/.exec(decimal);
  if (!match) return undefined;
  const digits = minorDigits(currency);
  const fraction = match[2] ?? '';
  if (/[1-9]/.test(fraction.slice(digits))) return undefined;
  return Number(`${match[1]}${fraction.slice(0, digits).padEnd(digits, '0')}`);
}

const currency = `${signPattern}|[A-Z]{3}(?![A-Za-z])`;
const number = String.raw`\d{1,3}(?: \d{3})+(?:[.,]\d{1,3})?(?!\d)|\d(?:[\d.,']*\d)?`;
const price = String.raw`(?:(${currency})\s*)?(${number})(?:\s*(${currency}))?`;
const wholePrice = new RegExp(`^${price}$`, 'u');
const leadingPrice = new RegExp(`^${price}`, 'u');
const bareNumber = new RegExp(`^(?:${number})$`, 'u');

const range = /^\s*(?:[-–—~]\s*|(?:bis|to|a|à|do|till|tot|hasta|até)\s)\S{0,4}\s*\d/i;
const perUnit = /^\s*(?:\/|per\b|pro\b|par\b|por\b|al\s|each\b|je\b|za\b)/i;

/** The beginning of `shown` that reads as `plain`, in the page's own characters. */
function leadingPart(shown: string, plain: string): string {
  for (let end = 1; end <= shown.length; end += 1) {
    const part = shown.slice(0, end);
    if (plainText(part) === plain) return part.trim();
  }
  return plain;
}

function toMoney(match: RegExpExecArray, domain: string, text: string): ShownMoney | undefined {
  const [, before, digits, after] = match;
  const code = oneCurrency(before, after, domain);
  if (code === undefined || digits === undefined) return undefined;
  const amountMinor = minorOf(digits, code);
  return amountMinor === undefined ? undefined : { amountMinor, currency: code, text };
}

/** The currency named on one side, or on both when they agree ("$2,281.82 MXN"). */
function oneCurrency(
  before: string | undefined,
  after: string | undefined,
  domain: string,
): string | undefined {
  if (before === undefined && after === undefined) return undefined;
  if (before === undefined || after === undefined) return codeOf(before ?? after ?? '', domain);
  const [left, right] = [codeOf(before, domain), codeOf(after, domain)];
  if (before === '$' && right !== undefined && isCurrency(after))
    return dollarCodes.has(right) ? right : undefined;
  return left === right ? left : undefined;
}

function codeOf(sign: string, domain: string): string | undefined {
  return fixedSigns[sign] ?? sharedSigns[sign]?.[domain] ?? (isCurrency(sign) ? sign : undefined);
}

function minorOf(written: string, code: string): number | undefined {
  const plain = withoutSpaceGroups(written);
  if (plain === undefined) return undefined;
  const parts = splitAmount(plain, code);
  if (parts === undefined || parts.whole.length > 12) return undefined;
  const digits = minorDigits(code);
  if (parts.fraction !== '' && parts.fraction.length !== digits) return undefined;
  return Number(`${parts.whole}${parts.fraction.padEnd(digits, '0')}`);
}

/** "1 234,50" and "1'234.50" without their group marks. */
function withoutSpaceGroups(written: string): string | undefined {
  if (!/[ ']/.test(written)) return written;
  return /^\d{1,3}(?:[ ']\d{3})+(?:[.,]\d+)?$/.test(written) ? written.replaceAll(/[ ']/g, '') : undefined;
}

/** Tells the decimal mark from the thousands marks; undefined when both readings are possible. */
function splitAmount(plain: string, code: string): { whole: string; fraction: string } | undefined {
  const marks = plain.match(/[.,]/g) ?? [];
  if (marks.length === 0) return { whole: plain, fraction: '' };
  const last = marks.at(-1) ?? '';
  const at = plain.lastIndexOf(last);
  const [head, tail] = [plain.slice(0, at), plain.slice(at + 1)];
  if (new Set(marks).size === 2) {
    const group = last === '.' ? ',' : '.';
    return head.includes(last) ? undefined : grouped(head, tail, group, code);
  }
  if (marks.length > 1) return grouped(plain, '', last, code);
  const digits = minorDigits(code);
  if (tail.length === digits && digits !== 3) return { whole: head, fraction: tail };
  // Three digits after one mark: thousands, unless the currency itself has three decimals; then only a head that
  // cannot be a group decides.
  if (tail.length !== 3) return undefined;
  if (digits === 3) return head === '0' || head.length > 3 ? { whole: head, fraction: tail } : undefined;
  if (last === '.' && !dotGrouping.has(code)) return undefined;
  return grouped(plain, '', last, code);
}

function grouped(
  written: string,
  fraction: string,
  mark: string,
  code: string,
): { whole: string; fraction: string } | undefined {
  const groups = written.split(mark);
  const isThousands =
    groups.slice(1).every((it) => it.length === 3) && /^[1-9]\d{0,2}$/.test(groups[0] ?? '');
  const isIndian =
    code === 'INR' &&
    mark === ',' &&
    /^[1-9]\d?$/.test(groups[0] ?? '') &&
    groups.slice(1, -1).every((it) => it.length === 2) &&
    groups.at(-1)?.length === 3;
  return isThousands || isIndian ? { whole: groups.join(''), fraction } : undefined;
}
