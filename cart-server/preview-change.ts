import type { Preview } from '../contract/model.ts';
import type { LineChange } from './pages/cart-row.ts';
import { ShopFault } from './outcome.ts';
import { readPicture } from './pages/picture.ts';
import { quantityOf, type CartLine } from './parse/cart.ts';
import type { Shop } from './shop.ts';
import { requirePossible } from './tools/change-line.ts';
import { findLines, type FoundLines } from './tools/find-line.ts';
import { subtotalIn } from './tools/spent.ts';

/** What changing a line of the cart would come to, read from the cart as it is now. */
export async function previewChange(
  shop: Shop,
  asin: string,
  wanted: LineChange,
  signal: AbortSignal,
): Promise<Preview> {
  return shop.visit({ signal, by: 'look' }, async (visit) => {
    const found = await findLines({ shop }, visit, asin);
    const [line] = found.lines;
    if (!line) throw new ShopFault('not_found', `\`${asin}\` is not in the cart; nothing was changed`);
    requirePossible(found, line, wanted);
    const { picture } = line;
    return {
      goods: goodsOf(found, line, wanted),
      picture: picture ? await readPicture(await visit.page(), picture) : null,
      pinnedArguments: wanted.kind === 'set_quantity' ? { asin, quantity: wanted.quantity } : { asin },
    };
  });
}

function goodsOf(found: FoundLines, line: CartLine, wanted: LineChange): Preview['goods'] {
  const { asin, title, price } = line;
  const had = quantityOf(found.cart, asin);
  const has = wanted.kind === 'set_quantity' ? wanted.quantity : 0;
  const currency = price?.currency ?? found.cart.subtotal?.currency ?? null;
  const before = subtotalIn(found.cart, currency);
  // Two offers of one product have two prices; taking both away is still exact.
  const change = changeOf(found, has, had);
  return {
    title,
    asin,
    quantity: has,
    currency,
    priceMinor: price?.amountMinor ?? null,
    // What it costs: money that comes back is no negative cost.
    totalMinor: change === null ? null : Math.max(0, change),
    subtotalBeforeMinor: before,
    subtotalAfterMinor: before !== null && change !== null ? before + change : null,
    seller: null,
    note: noteOn(wanted, had),
  };
}

function changeOf({ lines }: FoundLines, has: number, had: number): number | null {
  if (has === 0) {
    const totals = lines.map((it) => it.price && it.price.amountMinor * it.quantity);
    return totals.reduce<number | null>((sum, it) => (sum === null || it === null ? null : sum - it), 0);
  }
  const price = lines[0]?.price;
  return price ? price.amountMinor * (has - had) : null;
}

/** What the person should know before saying yes. */
function noteOn(wanted: LineChange, had: number): string {
  switch (wanted.kind) {
    case 'set_quantity':
      return wanted.quantity === had
        ? `there are ${had} in the cart already; nothing will be changed`
        : `changes the quantity from ${had} to ${wanted.quantity}`;
    case 'remove':
      return `takes all ${had} out of the cart`;
    case 'save_for_later':
      return `moves all ${had} from the cart to the list for later`;
  }
}
