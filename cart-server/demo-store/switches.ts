import type { Offer } from './catalogue/product.ts';
import type { LocaleName } from './texts.ts';

/** What can be made different, or go wrong, in the shop while it runs. */
export interface Switches {
  readonly locale: LocaleName;
  /** ISO code of the currency that is shown; null is the locale's own. A foreign one is shown by its code. */
  readonly currency: string | null;
  /** `none` rounds every price to whole units and shows it so. */
  readonly fraction: 'shown' | 'none';
  /** Page structure: 2023 has other price, sign-in and cart elements. */
  readonly era: 2023 | 2026;
  readonly ads: 'first' | 'none';
  /** The heading of a search card holds the brand alone, above the title. */
  readonly hasBrandHeading: boolean;
  /** Changes offers: by ASIN, or for all goods under `*`. The ASIN wins. */
  readonly offers: Readonly<Record<string, Partial<Offer>>>;

  /** The header says signed out, whatever is true; `missing` leaves the account link away. */
  readonly header: 'true' | 'signed_out' | 'missing';
  readonly hasCookieBanner: boolean;
  readonly hasLocationToaster: boolean;
  /** Milliseconds until the buy box of a product page appears. */
  readonly lateBuyBoxMs: number;
  /** Milliseconds until the cart count of the header follows an add. */
  readonly lateCartCountMs: number;

  /** Adding shows its confirmation but changes nothing. */
  readonly isAddPhantom: boolean;
  /** The cart lists a hidden row without an article first. */
  readonly hasTemplateRow: boolean;
  /** Every read of the cart shows a removed row's stub, not only the read after the removal. */
  readonly hasGhostRow: boolean;
  /** Every article in the cart is also shown as saved for later. */
  readonly hasSavedCopies: boolean;
  /** Changes to a cart that arrive while another is at work are answered but lost. */
  readonly dropsParallelChanges: boolean;
  /** How long a change of the cart takes. */
  readonly cartChangeMs: number;

  readonly otp: 'none' | 'code' | 'choose_device';
  /** Between the e-mail and the password, the shop asks for an approval code sent by e-mail. */
  readonly asksApproval: boolean;
  /** Page views after which a session that signs in now is signed out; null is never. */
  readonly sessionLastsViews: number | null;

  readonly wall: { readonly kind: WallKind; readonly times: 'once' | 'always' } | null;
  readonly trouble: Trouble | null;
  /** Milliseconds every answer is held back. */
  readonly delayMs: number;

  /** Whether new sessions have chosen a grocery store. */
  readonly groceryStore: 'chosen' | 'unset';
  /** Grocery articles that the chosen store does not carry: adding them answers 400. */
  readonly notAtStore: readonly string[];
}

export type WallKind = 'continue' | 'captcha' | 'waf';

/** `count` says how many requests are hit, null means all from now on; `path` limits it to paths that begin so. */
export interface Trouble {
  readonly kind: '503' | 'sorry' | 'not_found' | 'drop';
  readonly count: number | null;
  readonly path?: string;
}

export const defaultSwitches: Switches = {
  locale: 'en-US',
  currency: null,
  fraction: 'shown',
  era: 2026,
  ads: 'first',
  hasBrandHeading: false,
  offers: {},
  header: 'true',
  hasCookieBanner: false,
  hasLocationToaster: false,
  lateBuyBoxMs: 0,
  lateCartCountMs: 300,
  isAddPhantom: false,
  hasTemplateRow: true,
  hasGhostRow: false,
  hasSavedCopies: false,
  dropsParallelChanges: false,
  cartChangeMs: 0,
  otp: 'none',
  asksApproval: false,
  sessionLastsViews: null,
  wall: null,
  trouble: null,
  delayMs: 0,
  groceryStore: 'chosen',
  notAtStore: [],
};

/** Reads switches given as JSON text. Throws on a name there is no switch of; values are the giver's care. */
export function parseSwitches(text: string): Partial<Switches> {
  const given: unknown = JSON.parse(text);
  if (typeof given !== 'object' || given === null) throw new Error('switches must be a JSON object');
  const wrong = Object.keys(given).find((name) => !Object.hasOwn(defaultSwitches, name));
  if (wrong !== undefined) {
    throw new Error(
      `unknown switch \`${wrong}\`; expected one of ${Object.keys(defaultSwitches).join(', ')}`,
    );
  }
  return given;
}

/** The switches of one running store. */
export interface SwitchBoard {
  get(): Switches;
  /** Changes the named ones; walls and troubles set here begin anew. */
  set(change: Partial<Switches>): void;
  /** Puts all back to how a store starts. */
  reset(): void;
}

export function createSwitchBoard(onChange: (change: Partial<Switches>) => void): SwitchBoard {
  let now = defaultSwitches;
  const apply = (next: Switches, change: Partial<Switches>): void => {
    now = next;
    onChange(change);
  };
  return {
    get: () => now,
    set: (change) => apply({ ...now, ...change }, change),
    reset: () => apply(defaultSwitches, defaultSwitches),
  };
}
