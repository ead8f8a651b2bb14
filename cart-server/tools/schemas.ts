import { z } from 'zod';

/** Parts that several tools share. Everything that a page may lack is nullable: missing is allowed, wrong is not. */
export const amount = z.object({
  amount: z.string().describe('exact decimal, for example "19.99"'),
  amountMinor: z.int().describe('the same in minor units (cents)'),
  currency: z.string().describe('ISO 4217 code'),
});

export const price = amount.extend({ text: z.string().describe('as the shop shows it') });

export const cartLine = z.object({
  asin: z.string(),
  title: z.string(),
  quantity: z.int(),
  price: price.nullable().describe('of one piece'),
  total: amount.nullable().describe('of all pieces of the line'),
  isOutOfStock: z.boolean(),
});

export const variant = z.object({ asin: z.string(), label: z.string() });

/** What a change cost, from the cart before and after. */
export const spending = {
  currency: z.string().nullable().optional(),
  subtotalBeforeMinor: z.int().nullable().optional(),
  subtotalAfterMinor: z.int().nullable().optional(),
  subtotalBefore: z.string().nullable().optional(),
  subtotalAfter: z.string().nullable().optional(),
  spent: z
    .string()
    .nullable()
    .optional()
    .describe('by how much the subtotal really grew, exact decimal; negative when it shrank'),
};

export const query = z.string().trim().min(1).max(300);
export const asin = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9]{10}$/, 'expected ten letters and digits, such as B0DH0USE01');
export const quantity = z.int().min(1).max(999);
