import { decimalOf, minorDigits } from '../../contract/money.ts';
import { locales, type LocaleName } from './texts.ts';

/** An amount as the shop shows it, whole and in the parts its pages are made of. */
export interface Price {
  readonly amountMinor: number;
  readonly currency: string;
  /** Plain decimal: "1349.00". */
  readonly decimal: string;
  /** As shown: "$1,349.00". */
  readonly text: string;
  readonly symbol: string;
  readonly isSymbolFirst: boolean;
  readonly whole: string;
  /** Empty when the price has no fraction. */
  readonly separator: string;
  readonly fraction: string;
}

/** Prices of one locale and currency. */
export interface Prices {
  /** From US cents; `times` multiplies the shown price, so that a line adds up. */
  readonly price: (usCents: number, times?: number) => Price;
  readonly sum: (prices: readonly Price[]) => Price;
}

export interface PriceStyle {
  readonly locale: LocaleName;
  readonly currency: string | null;
  readonly fraction: 'shown' | 'none';
}

export function createPrices(style: PriceStyle): Prices {
  const home = locales[style.locale].currency;
  const currency = style.currency ?? home;
  const digits = minorDigits(currency);
  // Rupees are shown in whole numbers, as that shop does.
  const isWhole = style.fraction === 'none' || currency === 'INR';
  const shownDigits = isWhole ? 0 : digits;
  const format = new Intl.NumberFormat(style.locale, {
    style: 'currency',
    currency,
    // A currency that is not the shop's own is named by its code: "INR 1,218".
    currencyDisplay: currency === home && style.locale !== 'en-AE' ? 'symbol' : 'code',
    minimumFractionDigits: shownDigits,
    maximumFractionDigits: shownDigits,
  });
  const unit = isWhole ? 10 ** digits : 1;
  const show = (amountMinor: number): Price => {
    const parts = format.formatToParts(amountMinor / 10 ** digits);
    const textOf = (...types: string[]): string =>
      parts
        .filter((it) => types.includes(it.type))
        .map((it) => it.value)
        .join('');
    return {
      amountMinor,
      currency,
      decimal: decimalOf({ amountMinor, currency }),
      text: parts.map((it) => it.value).join(''),
      symbol: textOf('currency'),
      isSymbolFirst: parts[0]?.type === 'currency',
      whole: textOf('integer', 'group'),
      separator: textOf('decimal'),
      fraction: textOf('fraction'),
    };
  };
  return {
    price: (usCents, times = 1) => {
      const exact = (usCents / 100) * (rates[currency] ?? 1) * 10 ** digits;
      return show(Math.round(exact / unit) * unit * times);
    },
    sum: (prices) => show(prices.reduce((sum, it) => sum + it.amountMinor, 0)),
  };
}

const rates: Readonly<Record<string, number>> = {
  USD: 1,
  GBP: 0.79,
  EUR: 0.93,
  INR: 84,
  SAR: 3.75,
  BRL: 5.4,
  JPY: 150,
  CAD: 1.36,
  MXN: 18,
};
