import { z } from 'zod';
import { ShopFault } from '../outcome.ts';
import { chooseQuantity, dismissBanners, pressAdd } from '../pages/add-to-cart.ts';
import { toResult } from '../response.ts';
import type { Visit } from '../shop.ts';
import { defineTool, type ToolContext, type ToolResult } from '../tool.ts';
import { addResult, type AddDone } from './add-result.ts';
import { openCart, requireSession } from './cart.ts';
import { clickAndLook } from './click-and-look.ts';
import { requireExpected } from './expected.ts';
import { openProduct, requireAddable, resolveProduct } from './product.ts';
import { asin, cartLine, price, query, quantity, spending, variant } from './schemas.ts';
import type { Store } from './search.ts';

const input = z.object({
  query: query.optional().describe('what to add: the first search result that is no advertisement is taken'),
  asin: asin.optional().describe('which product to add; better than a query, because it is exact'),
  quantity: quantity.default(1).describe('how many pieces to add to those that are in the cart already'),
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
    return addResult(done, { requested: args.quantity, store });
  } catch (error) {
    return toResult(error, came);
  }
}

/** What the person was shown when they approved this, by their own words or by asin. */
function shownFor({ asin, quantity }: z.output<typeof input>, { expected }: ToolContext, visit: Visit) {
  return expected && asin ? visit.shownBefore.find(asin, quantity) : undefined;
}

async function addInVisit(
  store: Store,
  args: z.output<typeof input>,
  context: ToolContext,
  visit: Visit,
): Promise<AddDone> {
  const { shop } = context;
  const chosen = shownFor(args, context, visit) ?? (await resolveProduct(visit, store, args));
  const before = await openCart(shop, visit, store);
  const { product, page } = await openProduct(visit, store, chosen);
  requireSession(shop, visit, store);
  requireAddable(product, store, { quantity: args.quantity, isByQuery: chosen.query !== null });
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
  return { chosen, product, before, after, click };
}
