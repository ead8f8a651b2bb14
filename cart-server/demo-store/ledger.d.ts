import { type Shop } from './shop.ts';
import type { SwitchBoard } from './switches.ts';
export type Which = 'shop' | 'grocery';
/** How many of which article: ASIN to pieces. */
export type Amounts = Readonly<Record<string, number>>;
/** What the carts really hold, past all pages and their switches: for checking what somebody claims of them. */
export interface Ledger {
    /** Of all visitors together. */
    inCarts(which?: Which): Amounts;
    savedForLater(which?: Which): Amounts;
    /** Puts articles into the cart of whoever visited last. */
    put(amounts: Amounts, which?: Which): void;
    /** Puts articles aside for whoever visited last. */
    putAside(amounts: Amounts): void;
    empty(): void;
}
export declare function createLedger(shop: Shop, board: SwitchBoard): Ledger;
