import { quantityOf, type Cart } from '../parse/cart.ts';
import type { Product } from '../parse/product.ts';
import type { Outcome } from '../outcome.ts';
import type { ToolResult } from '../tool.ts';
import { lineData } from './cart.ts';
import { lookFirst, type Click } from './click-and-look.ts';
import type { Chosen } from './chosen.ts';
import type { Store } from './search.ts';
import { describeSpent, spentWords } from './spent.ts';

/** An add whose button was pressed, with the carts before and after. */
export interface AddDone {
  readonly chosen: Chosen;
  readonly product: Product;
  readonly before: Cart;
  readonly after: Cart;
  readonly click: Click;
}

interface Asked {
  readonly requested: number;
  readonly store: Store;
}

/** What the agent is told of an add: what the carts show, whatever the shop said. Pure. */
export function addResult(done: AddDone, asked: Asked): ToolResult {
  const { product, after, before, chosen } = done;
  const had = quantityOf(before, product.asin);
  const has = quantityOf(after, product.asin);
  const line = after.lines.find((it) => it.asin === product.asin) ?? null;
  const money = describeSpent(before, after, line?.price ?? product.price, has - had);
  const now = `in the cart now: ${has}; subtotal ${after.subtotal?.text ?? 'not shown'}; ${spentWords(money)}`;
  const [outcome, words] = endOf(done, asked, { had, has, now });
  const broke =
    done.click === 'interrupted' ? '. the browser ended in between; the cart was looked at again' : '';
  return {
    outcome,
    message: `${words}${broke}`,
    data: {
      asin: product.asin,
      title: product.title,
      quantityRequested: asked.requested,
      quantityAdded: Math.max(has - had, 0),
      line: line && lineData(line),
      ...money,
      chosenFor: chosen.query,
      skippedAds: chosen.skippedAds,
    },
  };
}

interface Counts {
  readonly had: number;
  readonly has: number;
  readonly now: string;
}

function endOf(done: AddDone, asked: Asked, { had, has, now }: Counts): [Outcome, string] {
  const { product, chosen, click } = done;
  const { requested, store } = asked;
  const what = `${product.title} (${product.asin})${howFound(chosen)}`;
  const added = has - had;
  if (added === requested) return ['ok', `added ${added} x ${what}. ${now}`];
  if (added > requested) {
    const why =
      click === 'answered'
        ? 'somebody else added it at the same time'
        : 'the connection broke and the browser sent the click again, or somebody else added it at the same time';
    return [
      'quantity_exceeded',
      `the cart grew by ${added} x ${what}, though ${requested} was asked for: ${why}. ${now}. if that is too many, set it with update_cart_item`,
    ];
  }
  if (added > 0)
    return ['quantity_limited', `the shop added only ${added} of ${requested} x ${what}. ${now}`];
  const shows =
    had === 0 ? `the cart does not show ${what}` : `the cart shows ${has} x ${what}${sinceBefore(had, has)}`;
  switch (click) {
    case 'answered':
      return ['not_added', `not added: ${shows}`];
    case 'refused':
      return ['not_deliverable', `not added: the shop says that the chosen store does not have it; ${shows}`];
    case 'unanswered':
    case 'interrupted':
      return ['timeout', `the shop did not answer the click; so far, ${shows}. ${lookFirst(store)}`];
  }
}

const sinceBefore = (had: number, has: number): string => (has === had ? ', as before' : `, ${had} before`);

const howFound = ({ query, skippedAds }: Chosen): string =>
  query === null ? '' : ` (first result for "${query}"${adsNote(skippedAds)})`;

const adsNote = (skipped: number): string =>
  skipped === 0 ? '' : `, ${skipped} ${skipped === 1 ? 'advertisement' : 'advertisements'} skipped`;
