import { z } from 'zod';
import { ShopFault } from '../outcome.ts';
import { chooseQuantity, dismissBanners, pressAdd } from '../pages/add-to-cart.ts';
import { quantityOf, type Cart } from '../parse/cart.ts';
import type { Product } from '../parse/product.ts';
import { toResult } from '../response.ts';
import type { Visit } from '../shop.ts';
import { defineTool, type ToolContext, type ToolResult } from '../tool.ts';
import { lineData, openCart } from './cart.ts';
import { clickAndLook, type Click } from './click-and-look.ts';
import { requireExpected } from './expected.ts';
import { describeSpent, spentWords } from './spent.ts';
import { openProduct, requireAddable, resolveProduct, type Chosen } from './product.ts';
import { asin, cartLine, price, query, quantity, spending, variant } from './schemas.ts';
import type { Store } from './search.ts';

const input = z.object({
  query: query.optional().describe('what to add: the first search result that is no advertisement is taken'),
  asin: asin.optional().describe('which product to add; better than a query, because it is exact'),
  quantity: quantity.default(1),
});

const output = {
  asin: z.string().optional(),
  title: z.string().optional(),
  quantityRequested: z.int().optional(),
  quantityAdded: z.int().optional().describe('by how many the cart really grew'),
  line: cartLine.nullable().optional().describe('the line as it is in the cart now'),
  ...spending,
  chosenFor: z.string().nullable().optional().describe('the query this product was found with'),
  skippedAds: z.int().optional(),
  offered: z.object({ min: z.int(), max: z.int() }).optional().describe('the quantities the shop offers'),
  choices: z.array(variant).optional().describe('variants to choose from'),
  availability: z.string().nullable().optional().describe('why it cannot be added, such as used_only'),
  usedPrice: price.nullable().optional().describe('of the used offer, where there is no other'),
};

const promise =
  'Give an asin (exact) or a query (takes the first result that is no advertisement). Reads the cart before and after and reports what really changed. Never adds used offers, never fewer than asked without saying so, and places no order.';

export const addToCart = defineTool({
  name: 'add_to_cart',
  title: 'Add to cart',
  description: `Adds a product to the cart. ${promise}`,
  kind: 'change',
  input,
  output,
  handle: (args, context) => add('shop', args, context),
});

export const addToWholeFoodsCart = defineTool({
  name: 'add_to_wholefoods_cart',
  title: 'Add to the Whole Foods cart',
  description: `Adds a grocery article to the Whole Foods cart. ${promise}`,
  kind: 'change',
  input,
  output,
  handle: (args, context) => add('wholefoods', args, context),
});

async function add(store: Store, args: z.output<typeof input>, context: ToolContext): Promise<ToolResult> {
  let came: Visit | 'not begun' = 'not begun';
  try {
    const done = await context.shop.visit(context, (visit) => {
      came = visit;
      return addInVisit(store, args, context, visit);
    });
    return resultOf(done, args.quantity);
  } catch (error) {
    return toResult(error, came);
  }
}

interface Done {
  readonly chosen: Chosen;
  readonly product: Product;
  readonly before: Cart;
  readonly after: Cart;
  readonly added: number;
  readonly click: Click;
}

async function addInVisit(
  store: Store,
  args: z.output<typeof input>,
  context: ToolContext,
  visit: Visit,
): Promise<Done> {
  const { shop } = context;
  const chosen = await resolveProduct(visit, store, args);
  const before = await openCart(shop, visit, store);
  const { product, page } = await openProduct(visit, store, chosen.asin);
  requireAddable(product, store, args.quantity);
  requireExpected(product, context.expected);
  const kind = store === 'shop' ? 'new' : 'grocery';
  await dismissBanners(page);
  if (!(await chooseQuantity(page, kind, args.quantity))) {
    throw new ShopFault(
      'quantity_limited',
      `the page does not take the quantity ${args.quantity}; nothing was added`,
      {
        details: {
          asin: product.asin,
          title: product.title,
          quantityRequested: args.quantity,
          quantityAdded: 0,
        },
      },
    );
  }
  visit.progress(`adding ${args.quantity} x ${product.title.slice(0, 60)}`);
  const { click, after } = await clickAndLook({
    context,
    visit,
    store,
    button: `the add button of ${product.title}`,
    details: { asin: product.asin, title: product.title, quantityRequested: args.quantity },
    press: () => pressAdd(page, kind, () => visit.commit()),
  });
  const added = quantityOf(after, product.asin) - quantityOf(before, product.asin);
  return { chosen, product, before, after, added, click };
}

function resultOf(done: Done, requested: number): ToolResult {
  const { product, after, before, added, chosen } = done;
  const line = after.lines.find((it) => it.asin === product.asin) ?? null;
  const money = describeSpent(before, after, line?.price ?? product.price, added);
  const data = {
    asin: product.asin,
    title: product.title,
    quantityRequested: requested,
    quantityAdded: Math.max(added, 0),
    line: line && lineData(line),
    ...money,
    chosenFor: chosen.query,
    skippedAds: chosen.skippedAds,
  };
  const how =
    chosen.query === null ? '' : ` (first result for "${chosen.query}"${adsNote(chosen.skippedAds)})`;
  const what = `${product.title} (${product.asin})${how}`;
  const broke =
    done.click === 'interrupted' ? ' the browser ended in between; the cart was looked at again.' : '';
  if (added <= 0 && done.click !== 'answered') {
    return {
      outcome: 'timeout',
      message: `the shop did not answer the click, and the cart does not show ${what} so far.${broke} look with view_cart before trying again`,
      data,
    };
  }
  if (added <= 0) {
    return { outcome: 'not_added', message: `not added: the cart does not show ${what}.${broke}`, data };
  }
  const now = `in the cart now: ${line?.quantity ?? added}; subtotal ${after.subtotal?.text ?? 'not shown'}; ${spentWords(money)}`;
  if (added < requested) {
    return {
      outcome: 'quantity_limited',
      message: `the shop added only ${added} of ${requested} x ${what}. ${now}.${broke}`,
      data,
    };
  }
  return { outcome: 'ok', message: `added ${added} x ${what}. ${now}.${broke}`, data };
}

const adsNote = (skipped: number): string =>
  skipped === 0 ? '' : `, ${skipped} ${skipped === 1 ? 'advertisement' : 'advertisements'} skipped`;
