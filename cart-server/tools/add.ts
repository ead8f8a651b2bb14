import { z } from 'zod';
import { ShopFault } from '../outcome.ts';
import { chooseQuantity, dismissBanners, pressAdd } from '../pages/add-to-cart.ts';
import { quantityOf, type Cart } from '../parse/cart.ts';
import type { Product } from '../parse/product.ts';
import { toResult } from '../response.ts';
import { isGone, type Visit } from '../shop.ts';
import { defineTool, type ToolContext, type ToolResult } from '../tool.ts';
import { lineData, openCart } from './cart.ts';
import { describeSpent } from './spent.ts';
import { openProduct, requireAddable, resolveProduct, type Chosen } from './product.ts';
import { asin, cartLine, query, quantity } from './schemas.ts';
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
  currency: z.string().nullable().optional(),
  subtotalBeforeMinor: z.int().nullable().optional(),
  subtotalAfterMinor: z.int().nullable().optional(),
  subtotalBefore: z.string().nullable().optional(),
  subtotalAfter: z.string().nullable().optional(),
  spent: z.string().nullable().optional().describe('by how much the subtotal really grew, exact decimal'),
  chosenFor: z.string().nullable().optional().describe('the query this product was found with'),
  skippedAds: z.int().optional(),
  offered: z.object({ min: z.int(), max: z.int() }).optional().describe('the quantities the shop offers'),
  choices: z
    .array(z.object({ asin: z.string(), label: z.string() }))
    .optional()
    .describe('variants to choose from'),
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
  const { shop, browser } = context;
  try {
    const done = await shop.visit(context, (visit) => addInVisit(store, args, context, visit));
    // Kept for a crash; nobody has to wait for it.
    if (done.added !== 0) void browser.save().catch(() => undefined);
    return resultOf(done, args.quantity);
  } catch (error) {
    return toResult(error);
  }
}

/** What came of the click: an answer, silence, or a browser that ended. The cart was looked at in each case. */
type Click = 'answered' | 'unanswered' | 'interrupted';

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
  const { shop, browser } = context;
  const chosen = await resolveProduct(visit, store, args);
  const before = await openCart(shop, visit, store);
  const { product, page } = await openProduct(visit, store, chosen.asin);
  requireAddable(product, store, args.quantity);
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
  // Should the browser be killed now, the next one finds this cart again and not somebody else's empty one.
  await browser.save().catch(() => undefined);
  const session = await sessionOf(context);
  visit.progress(`adding ${args.quantity} x ${product.title.slice(0, 60)}`);
  const click = await press(() => pressAdd(page, kind, () => visit.commit()), visit);
  const after = await visit
    .again(() => openCart(shop, visit, store))
    .catch((error: unknown) => {
      throw error instanceof ShopFault ? unknownEnd(error, product, args.quantity) : error;
    });
  if (click === 'interrupted' && (await sessionOf(context)) !== session) {
    throw unknownEnd(
      new ShopFault('browser_unavailable', 'the browser ended and came back in another session'),
      product,
      args.quantity,
    );
  }
  const added = quantityOf(after, product.asin) - quantityOf(before, product.asin);
  return { chosen, product, before, after, added, click };
}

/** Whose cart the browser sees. */
const sessionOf = ({ browser, shop }: ToolContext) => browser.cookie(shop.baseUrl, 'session-id');

/** Presses; a browser that dies after the click is no reason to give up, since the click may have arrived. */
async function press(pressing: () => Promise<boolean>, visit: Visit): Promise<Click> {
  try {
    return (await pressing()) ? 'answered' : 'unanswered';
  } catch (error) {
    if (!visit.isCommitted() || !isGone(error)) throw error;
    visit.progress('the browser ended after the click; looking at the cart');
    return 'interrupted';
  }
}

/** The click was made, and the cart cannot tell what became of it: the agent must look before it tries again. */
function unknownEnd(fault: ShopFault, product: Product, requested: number): ShopFault {
  const message =
    `the add button of ${product.title} was pressed, but what became of it is unknown: ${fault.message}. ` +
    'look with view_cart before trying again';
  const details = {
    ...fault.details,
    asin: product.asin,
    title: product.title,
    quantityRequested: requested,
  };
  return new ShopFault(fault.outcome, message, { cause: fault, details });
}

function resultOf(done: Done, requested: number): ToolResult {
  const { product, after, before, added, chosen } = done;
  const line = after.lines.find((it) => it.asin === product.asin) ?? null;
  const money = describeSpent(before, after, line, added);
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
  const cost =
    money.spent === null ? 'price change unknown' : `spent ${money.spent} ${money.currency ?? ''}`.trim();
  const now = `in the cart now: ${line?.quantity ?? added}; subtotal ${after.subtotal?.text ?? 'not shown'}; ${cost}`;
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
