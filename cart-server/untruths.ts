import type { Said } from './cart-fixture.ts';
import type { Amounts, Which } from './demo-store/ledger.ts';

/** What all carts of a shop hold, by its own books. */
export type Books = Readonly<Record<Which, Amounts>>;

/**
 * For tests: what a result claims that the shop's books do not say, whatever the switches; empty when all of it is so.
 * Articles that are in one of the two carts only. Pure.
 */
export function untruths(tool: string, said: Said, before: Books, after: Books): string[] {
  const { asin, line, quantityAfter, remaining, quantityAdded, ...money } = said.data;
  const article = typeof asin === 'string' ? asin : '';
  const had = countOf(before, article);
  const has = countOf(after, article);
  const changed = changedArticles(before, after);
  const isAdd = tool.startsWith('add_to_');
  // Who says that the end is unknown claims nothing about it.
  const isClaiming = !said.text.includes('is unknown');
  const claims: readonly (readonly [isFalse: boolean, words: string])[] = [
    [said.isError === (said.outcome === 'ok'), 'the error flag does not fit the outcome'],
    [!mayChange.some((it) => tool.startsWith(it)) && changed.length > 0, 'a read changed the carts'],
    [tool !== 'clear_cart' && changed.some((it) => it !== article) && isClaiming, 'another article changed'],
    [isAdd && isClaiming && Number(quantityAdded ?? 0) !== has - had, 'another quantity was added'],
    [isLine(line) && line.quantity !== has, 'the line has another quantity'],
    [line === null && has > 0, 'the line is still there'],
    [typeof quantityAfter === 'number' && quantityAfter !== has, 'another quantity is left'],
    [isLines(remaining) && changedArticles(booksOf(remaining), after).length > 0, 'other lines are left'],
    [!isExact(money), '`spent` is not what the subtotal grew by'],
  ];
  return claims.filter(([isFalse]) => isFalse).map(([, words]) => words);
}

/** Tools that may change a cart. */
const mayChange = ['add_to_', 'update_', 'remove_', 'save_for_', 'clear_'];

interface Line {
  readonly asin: string;
  readonly quantity: number;
}

// The client has checked results against the tools' output schemas, so the shape of a line is known.
const isLine = (value: unknown): value is Line => typeof value === 'object' && value !== null;
const isLines = (value: unknown): value is Line[] => Array.isArray(value);

const countOf = ({ shop, grocery }: Books, asin: string): number => (shop[asin] ?? 0) + (grocery[asin] ?? 0);

/** The shop's cart as lines say it; nothing is said of the other one. */
const booksOf = (lines: readonly Line[]): Pick<Books, 'shop'> => ({
  shop: Object.fromEntries(lines.map((it) => [it.asin, it.quantity])),
});

function changedArticles(a: Pick<Books, 'shop'> & Partial<Books>, b: Books): string[] {
  const carts = [[a.shop, b.shop] as const, ...(a.grocery ? [[a.grocery, b.grocery] as const] : [])];
  return carts.flatMap(([before, after]) =>
    [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((it) => before[it] !== after[it]),
  );
}

function isExact({ subtotalBeforeMinor: start, subtotalAfterMinor: end, spent }: Said['data']): boolean {
  if (typeof start !== 'number' || typeof end !== 'number' || typeof spent !== 'string') return true;
  return Number(spent.replace('.', '')) === end - start;
}
