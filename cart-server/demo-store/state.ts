import { z } from 'zod';

const line = z.object({
  id: z.string(),
  asin: z.string(),
  condition: z.enum(['new', 'used']),
  quantity: z.int().min(1),
});
const cart = z.object({ active: z.array(line), saved: z.array(line) });

/** The carts of one owner: an account, or a browser session that is not signed in. */
const holdings = z.object({ shop: cart, grocery: cart, hasGroceryStore: z.boolean() });
export type Holdings = z.infer<typeof holdings>;

const session = z.object({
  id: z.string(),
  /** Session-wide token that every change must carry. */
  csrf: z.string(),
  createdAt: z.number(),
  /** Who is signed in, and the secret cookie that proves it. */
  signedIn: z.object({ email: z.string(), token: z.string(), viewsLeft: z.int().nullable() }).nullable(),
  own: holdings,
});
export type Session = z.infer<typeof session>;

export const shopState = z.object({
  version: z.literal(1),
  accounts: z.record(z.string(), holdings),
  sessions: z.record(z.string(), session),
});
export type ShopState = z.infer<typeof shopState>;

export const emptyState = (): ShopState => ({ version: 1, accounts: {}, sessions: {} });
