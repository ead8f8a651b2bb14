import { ShopFault } from '../outcome.ts';
import type { Answer } from '../pages/add-to-cart.ts';
import type { Cart } from '../parse/cart.ts';
import { isGone, type Visit } from '../shop.ts';
import type { ToolContext } from '../tool.ts';
import { openCart } from './cart.ts';
import type { Store } from './search.ts';

/** What came of the click, or that the browser ended. The cart was looked at in each case. */
export type Click = Answer | 'interrupted';

export interface ChangeInVisit {
  readonly context: ToolContext;
  readonly visit: Visit;
  readonly store: Store;
  /** What is pressed, for the words when nobody can tell what became of it: "the add button of Oat Milk". */
  readonly button: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** Commits, presses, and tells what the shop said to that. */
  press(): Promise<Answer>;
}

/**
 * Makes one change and reads the cart afterwards. A browser that dies after the click is no reason to give up, since
 * the click may have arrived: the cart is looked at with a new one.
 */
export async function clickAndLook(change: ChangeInVisit): Promise<{ click: Click; after: Cart }> {
  const { context, visit, store } = change;
  // Should the browser be killed now, the next one finds this cart again and not somebody else's empty one.
  const [session] = await Promise.all([sessionOf(context), context.browser.save().catch(() => undefined)]);
  const click = await press(change);
  const after = await visit
    .again(() => openCart(context.shop, visit, store))
    .catch((error: unknown) => {
      throw error instanceof ShopFault ? unknownEnd(error, change) : error;
    });
  if (click === 'interrupted' && (await sessionOf(context)) !== session) {
    throw unknownEnd(
      new ShopFault('browser_unavailable', 'the browser ended and came back in another session'),
      change,
    );
  }
  // Kept for a crash; nobody has to wait for it.
  void context.browser.save().catch(() => undefined);
  return { click, after };
}

/** Whose cart the browser sees. */
const sessionOf = ({ browser, shop }: ToolContext) => browser.cookie(shop.baseUrl, 'session-id');

async function press({ visit, press: pressing }: ChangeInVisit): Promise<Click> {
  try {
    return await pressing();
  } catch (error) {
    if (!visit.isCommitted() || !isGone(error)) throw error;
    visit.progress('the browser ended after the click; looking at the cart');
    return 'interrupted';
  }
}

/** For the agent, where what it sees next decides whether it may try again. */
export const lookFirst = (store: Store): string =>
  `look with ${store === 'shop' ? 'view_cart' : 'view_wholefoods_cart'} before trying again`;

/** The click was made, and the cart cannot tell what became of it: the agent must look before it tries again. */
function unknownEnd(fault: ShopFault, { button, details, store }: ChangeInVisit): ShopFault {
  const message =
    `${button} was pressed, but what became of it is unknown: ${fault.message}. ` + lookFirst(store);
  return new ShopFault(fault.outcome, message, { cause: fault, details: { ...fault.details, ...details } });
}
