/**
 * Exact decimals. Counters and budgets are never binary floats: 0.1 counted ten times is 1, not 0.9999999999999999.
 * The value is `units / 10 ** scale`.
 */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

export const zero: Decimal = { units: 0n, scale: 0 };

const form = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;
const maxLength = 100;
const maxExponent = 400;

/** Reads "12", "-0.5" or "1e-7"; undefined for anything else and for what is longer than any real amount. */
export function parseDecimal(text: string): Decimal | undefined {
  if (isShortWhole(text)) return { units: BigInt(text), scale: 0 };
  if (text.length > maxLength) return undefined;
  const match = form.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', exponentText = '0'] = match;
  const exponent = Number(exponentText);
  if (Math.abs(exponent) > maxExponent) return undefined;
  const digits = BigInt(whole + fraction);
  const units = sign === '-' ? -digits : digits;
  const scale = fraction.length - exponent;
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 };
}

/** Most counters count calls: read without more ado. */
function isShortWhole(text: string): boolean {
  if (text.length === 0 || text.length > 15) return false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return false;
  }
  return true;
}

/** The decimal that a number is written as; undefined for NaN and the infinities. */
export function decimalFromNumber(value: number): Decimal | undefined {
  return Number.isFinite(value) ? parseDecimal(String(value)) : undefined;
}

export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { units: unitsAt(a, scale) + unitsAt(b, scale), scale };
}

export function negate(value: Decimal): Decimal {
  return { units: -value.units, scale: value.scale };
}

/** Negative, zero or positive, as `a` is less than, equal to or greater than `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const left = unitsAt(a, scale);
  const right = unitsAt(b, scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

export function isNegative(value: Decimal): boolean {
  return value.units < 0n;
}

/** The plain decimal without needless zeros, but with at least `minDigits` after the point ("40.00"). */
export function formatDecimal(value: Decimal, minDigits = 0): string {
  if (value.scale === 0 && minDigits === 0) return String(value.units);
  const sign = value.units < 0n ? '-' : '';
  const digits = String(value.units < 0n ? -value.units : value.units).padStart(value.scale + 1, '0');
  const whole = digits.slice(0, digits.length - value.scale);
  let end = digits.length;
  while (end > whole.length + minDigits && digits[end - 1] === '0') end -= 1;
  const fraction = digits.slice(whole.length, end).padEnd(minDigits, '0');
  return fraction === '' ? sign + whole : `${sign}${whole}.${fraction}`;
}

/** `a + b` on stored counters. Throws on text that is not a decimal: a broken counter must not count as 0. */
export function addText(a: string, b: string): string {
  return formatDecimal(add(decimalOfText(a), decimalOfText(b)));
}

/** `a - b` on stored counters; throws as `addText` does. */
export function subtractText(a: string, b: string): string {
  return formatDecimal(add(decimalOfText(a), negate(decimalOfText(b))));
}

function decimalOfText(text: string): Decimal {
  const value = parseDecimal(text);
  if (!value) throw new Error(`\`${text.slice(0, 60)}\` is not a decimal`);
  return value;
}

function unitsAt(value: Decimal, scale: number): bigint {
  return value.scale === scale ? value.units : value.units * 10n ** BigInt(scale - value.scale);
}

/** The share that `part` of `whole` equal pieces have in an amount, rounded down; throws as `addText` does. */
export function shareText(amount: string, part: number, whole: number): string {
  if (part >= whole) return amount;
  const { units, scale } = decimalOfText(amount);
  return formatDecimal({ units: (units * BigInt(part)) / BigInt(whole), scale });
}
