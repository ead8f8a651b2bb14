import { z } from 'zod';

/** The list of a folder of saved pages: what each page is and what a person read on it. */
const header = z.object({
  signedIn: z.boolean().nullish(),
  name: z.string().nullish(),
  cartCount: z.int().nullish(),
});

const searchTruth = z.object({
  resultCount: z.int(),
  firstCards: z.array(
    z.object({
      asin: z.string(),
      title: z.string(),
      brand: z.string().nullable(),
      price: z.string().nullable(),
      offersFrom: z.string().nullable(),
      ratingValue: z.number().nullable(),
      sponsored: z.boolean(),
    }),
  ),
  organicTop5: z.array(z.string()),
});

const productTruth = z.object({
  asin: z.string(),
  title: z.string(),
  price: z.string().nullable(),
  availability: z.string(),
  addToCart: z.object({ new: z.string().nullable(), used: z.string().nullable() }),
  quantity: z.object({ max: z.int() }).nullable(),
});

const cartTruth = z.object({
  items: z.array(
    z.object({
      asin: z.string(),
      title: z.string(),
      quantity: z.int(),
      displayedPrice: z.string().nullable(),
      currency: z.string().nullable(),
    }),
  ),
  savedForLater: z.array(z.object({ asin: z.string() })),
  subtotal: z.string().nullable(),
});

const savedPage = z.object({
  id: z.string(),
  file: z.string(),
  kind: z.string(),
  domain: z.string(),
  truth: z.unknown().optional(),
  header: header.nullish(),
});
export type SavedPage = z.infer<typeof savedPage>;

export const savedPages = z.array(savedPage);
export const truths = { search: searchTruth, product: productTruth, cart: cartTruth };
export type SearchTruth = z.infer<typeof searchTruth>;
export type ProductTruth = z.infer<typeof productTruth>;
export type CartTruth = z.infer<typeof cartTruth>;
export const signInTruth = z.object({ step: z.string().optional() });
