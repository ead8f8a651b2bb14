import { z } from 'zod';

/** Milliseconds that something in the demo store takes. */
const ms = z.int().min(0).max(120_000);
const minor = z.int().min(0).max(100_000_000);
const asin = z.string().regex(/^[A-Z0-9]{10}$/, 'expected ten letters and digits');

/** What may be different about an offer; what is left away stays as the catalogue has it. */
const offerChange = z
  .strictObject({
    kind: z.enum(['new', 'used_only', 'see_all', 'out_of_stock', 'not_deliverable', 'digital']),
    priceMinor: minor,
    cartPriceMinor: minor.nullable(),
    listPriceMinor: minor.nullable(),
    primePriceMinor: minor.nullable(),
    usedPriceMinor: minor.nullable(),
    maxQuantity: z.int().min(1).max(999),
    stockLeft: z.int().min(1).nullable(),
    quantityControl: z.enum(['select', 'hidden', 'none']),
    needsChoice: z.boolean(),
    warranty: z.enum(['none', 'asks_first', 'asks_after']),
  })
  .exactPartial();

/** What can be made different, or go wrong, in the demo store while it runs. */
export const demoSwitches = z.strictObject({
  locale: z.enum(['en-US', 'en-GB', 'en-IN', 'en-AE', 'de-DE', 'fr-FR', 'pt-BR', 'ja-JP']),
  /** ISO code of the currency that is shown; null is the locale's own. A foreign one is shown by its code. */
  currency: z.enum(['USD', 'GBP', 'EUR', 'INR', 'SAR', 'BRL', 'JPY', 'CAD', 'MXN']).nullable(),
  /** `none` rounds every price to whole units and shows it so. */
  fraction: z.enum(['shown', 'none']),
  /** Page structure: 2023 has other price, sign-in and cart elements. */
  era: z.union([z.literal(2023), z.literal(2026)]),
  ads: z.enum(['first', 'none']),
  /** The heading of a search card holds the brand alone, above the title. */
  hasBrandHeading: z.boolean(),

  /** Changes offers: by ASIN, or for all goods under `*`. The ASIN wins. */
  offers: z.record(z.union([z.literal('*'), asin]), offerChange),
  /** All prices, of what they are in the catalogue or by `offers`. */
  pricePercent: z.int().min(1).max(1000),
  /** What the cart charges, of what the product page shows; an offer's own cart price wins. */
  cartPricePercent: z.int().min(1).max(1000),

  /** The header says signed out, whatever is true; `missing` leaves the account link away. */
  header: z.enum(['true', 'signed_out', 'missing']),
  hasCookieBanner: z.boolean(),
  hasLocationToaster: z.boolean(),
  /** Until the buy box of a product page appears. */
  lateBuyBoxMs: ms,
  /** Until the cart count of the header follows an add. */
  lateCartCountMs: ms,

  /** Adding shows its confirmation but changes nothing. */
  isAddPhantom: z.boolean(),
  /** The cart lists a hidden row without an article first. */
  hasTemplateRow: z.boolean(),
  /** Every read of the cart shows a removed row's stub, not only the read after the removal. */
  hasGhostRow: z.boolean(),
  /** Every article in the cart is also shown as saved for later. */
  hasSavedCopies: z.boolean(),
  /** Changes to a cart that arrive while another is at work are answered but lost. */
  dropsParallelChanges: z.boolean(),
  /** How long a change of the cart takes. */
  cartChangeMs: ms,

  /** Whoever is signed in when this is set is signed out, and carts lead to the sign-in form from then on. */
  asksSignIn: z.boolean(),
  otp: z.enum(['none', 'code', 'choose_device']),
  /** Between the e-mail and the password, the shop asks for an approval code sent by e-mail. */
  asksApproval: z.boolean(),
  /** Page views after which a session that signs in now is signed out; null is never. */
  sessionLastsViews: z.int().min(0).nullable(),

  wall: z
    .strictObject({ kind: z.enum(['continue', 'captcha', 'waf']), times: z.enum(['once', 'always']) })
    .nullable(),
  /**
   * `drop` breaks the connection before anything is done, `drop_answer` when all is done. `count` says how many
   * requests are hit, null means all from now on; `path` limits it to paths that begin so.
   */
  trouble: z
    .strictObject({
      kind: z.enum(['503', 'sorry', 'not_found', 'drop', 'drop_answer']),
      count: z.int().min(1).nullable(),
      path: z.string().exactOptional(),
    })
    .nullable(),
  /** How long every answer is held back. */
  delayMs: ms,

  /** Whether new sessions have chosen a grocery store. */
  groceryStore: z.enum(['chosen', 'unset']),
  /** Grocery articles that the chosen store does not carry: adding them answers 400. */
  notAtStore: z.array(asin),
});
export type DemoSwitches = z.output<typeof demoSwitches>;

/** Some of them. Set like this, all others are as in a store that was just opened. */
export const demoSwitchChange = demoSwitches.exactPartial();
export type DemoSwitchChange = z.output<typeof demoSwitchChange>;
