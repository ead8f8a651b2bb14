import { readAsin } from './asin.ts';
import { minorOfDecimal, readAmount, readMoney, type ShownMoney } from './money.ts';

/** One row of the cart page: its attributes and texts, nothing read into them yet. */
export interface RawRow {
  readonly asin: string | null;
  readonly itemId: string | null;
  readonly itemType: string | null;
  readonly isRemoved: boolean;
  readonly isInSavedList: boolean;
  readonly isInActiveList: boolean;
  readonly quantity: string | null;
  readonly price: string | null;
  /** JSON with the line's total and its ISO currency. */
  readonly subtotal: string | null;
  readonly isOutOfStock: boolean;
  readonly isSelected: boolean;
  readonly title: string | null;
  /** Texts that may be the price of one piece, likeliest first. */
  readonly shownPrices: readonly string[];
  readonly shownQuantity: string | null;
  /** The most that its quantity control takes; a list that ends in "10+" has no such number. */
  readonly maxQuantity: string | null;
  readonly picture: string | null;
}

export interface RawCart {
  /** Whether the page has a cart at all; without one, no rows does not mean an empty cart. */
  readonly hasCart: boolean;
  readonly rows: readonly RawRow[];
  /** Whether the page names a grocery cart beside this one. */
  readonly hasGroceryCart: boolean;
  readonly subtotal: string | null;
}

export interface CartLine {
  readonly asin: string;
  readonly itemId: string | null;
  readonly title: string;
  readonly quantity: number;
  readonly price: ShownMoney | null;
  readonly isOutOfStock: boolean;
  readonly isSelected: boolean;
  readonly maxQuantity: number | null;
  readonly picture: string | null;
}

export interface Cart {
  readonly lines: readonly CartLine[];
  readonly saved: readonly {
    readonly asin: string;
    readonly title: string | null;
    readonly quantity: number | null;
  }[];
  readonly subtotal: ShownMoney | null;
  readonly count: number;
  readonly hasGroceryCart: boolean;
}

export type CartReading = { readonly cart: Cart } | { readonly unreadable: string };

/** Reads a cart page, or says which part of it could not be read: a line without a quantity makes the cart unknown. */
export function readCart(raw: RawCart, domain: string): CartReading {
  if (!raw.hasCart) return { unreadable: 'no cart on the page' };
  const live = raw.rows.filter(
    (row) =>
      row.itemType === 'active' && row.isInActiveList && !row.isInSavedList && !row.isRemoved && row.asin,
  );
  const lines: CartLine[] = [];
  for (const row of live) {
    const line = readLine(row, domain);
    if (typeof line === 'string') return { unreadable: line };
    lines.push(line);
  }
  const currency = live.map((it) => currencyIn(it.subtotal)).find((it) => it !== undefined);
  const subtotal = readSubtotal(raw.subtotal, currency, domain);
  if (lines.length === 0 && subtotal && subtotal.amountMinor > 0)
    return { unreadable: 'a subtotal without lines' };
  return {
    cart: {
      lines,
      saved: raw.rows.filter((row) => row.itemType === 'saved' && !row.isRemoved).flatMap(readSaved),
      subtotal,
      count: lines.reduce((sum, it) => sum + it.quantity, 0),
      hasGroceryCart: raw.hasGroceryCart,
    },
  };
}

/** How many pieces of one product are in the cart, over all of its lines (two offers are two lines). */
export function quantityOf(cart: Cart, asin: string): number {
  return cart.lines.reduce((sum, it) => (it.asin === asin ? sum + it.quantity : sum), 0);
}

function readLine(row: RawRow, domain: string): CartLine | string {
  const asin = readAsin(row.asin);
  if (!asin) return `a cart line with the asin \`${row.asin}\``;
  const quantity = readQuantity(row);
  if (quantity === undefined) return `the quantity of \`${asin}\` in the cart`;
  const title = row.title?.trim();
  if (!title) return `the title of \`${asin}\` in the cart`;
  return {
    asin,
    itemId: row.itemId,
    title,
    quantity,
    price: readPrice(row, domain),
    isOutOfStock: row.isOutOfStock,
    isSelected: row.isSelected,
    maxQuantity: /^[1-9]\d{0,3}$/.test(row.maxQuantity ?? '') ? Number(row.maxQuantity) : null,
    picture: row.picture,
  };
}

function readQuantity(row: RawRow): number | undefined {
  const text = row.quantity ?? row.shownQuantity ?? '';
  return /^\d{1,4}$/.test(text.trim()) ? Number(text) : undefined;
}

/** The price of one piece: shown, and the same as the one that is written into the row, where one is. */
function readPrice(row: RawRow, domain: string): ShownMoney | null {
  const currency = currencyIn(row.subtotal);
  const read = (text: string) => (currency ? readAmount(text, currency, domain) : readMoney(text, domain));
  const shown = row.shownPrices.flatMap((it) => read(it) ?? []);
  const written = currency && row.price ? minorOfDecimal(row.price, currency) : undefined;
  if (written !== undefined) return shown.find((it) => it.amountMinor === written) ?? null;
  const [first, ...others] = shown;
  return first && others.every((it) => it.amountMinor === first.amountMinor) ? first : null;
}

function readSubtotal(text: string | null, currency: string | undefined, domain: string): ShownMoney | null {
  if (!text) return null;
  return readMoney(text, domain) ?? (currency ? readAmount(text, currency, domain) : undefined) ?? null;
}

/** The ISO code in `{"subtotal":{"code":"EUR",…}}`. */
function currencyIn(json: string | null): string | undefined {
  const code = /"code"\s*:\s*"([A-Z]{3})"/.exec(json ?? '');
  return code?.[1];
}

function readSaved(row: RawRow): Cart['saved'][number][] {
  const asin = readAsin(row.asin);
  if (!asin) return [];
  return [{ asin, title: row.title?.trim() || null, quantity: readQuantity(row) ?? null }];
}
