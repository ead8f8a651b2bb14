/** A scalar that stands without quotes: how it is written, and what it means where any value may stand. */
export class PlainText {
  readonly text: string;
  readonly value: string | number | boolean | null;
  constructor(text: string, value: PlainText['value']) {
    this.text = text;
    this.value = value;
  }
}

/**
 * What an unquoted scalar means to the dialect's reader (a Go library): YAML 1.2, and beyond it digits grouped by
 * `_`, binary numbers and octal ones with a leading 0.
 */
export function plainValue(text: string): PlainText['value'] {
  if (/^(?:|~|null|Null|NULL)$/.test(text)) return null;
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  return numberOf(text) ?? text;
}

function numberOf(text: string): number | undefined {
  const special = /^([-+]?)\.(inf|Inf|INF)$/.exec(text);
  if (special) return special[1] === '-' ? -Infinity : Infinity;
  if (/^\.(?:nan|NaN|NAN)$/.test(text)) return Number.NaN;
  if (!/^[-+.\d]/.test(text)) return undefined;
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/.exec(text.replaceAll('_', '')) ?? [];
  const factor = sign === '-' ? -1 : 1;
  const octal = /^0o?([0-7]+)$/.exec(digits)?.[1];
  if (octal !== undefined) return factor * Number(`0o${octal}`);
  if (/^0x[\da-fA-F]+$/.test(digits) || /^0b[01]+$/.test(digits)) return factor * Number(digits);
  return /^(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(digits) ? factor * Number(digits) : undefined;
}
