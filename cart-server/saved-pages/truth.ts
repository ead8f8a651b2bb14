import { z } from 'zod';

/**
 * The list of a folder of saved pages: what each page is and what a person read on it. Lenient on purpose: what a list
 * does not tell is not compared.
 */
const header = z.object({
  signedIn: z.boolean().nullish(),
  name: z.string().nullish(),
  cartCount: z.int().nullish(),
});

const searchTruth = z.object({
  resultCount: z.int().nullish(),
  firstCards: z.array(
    z.object({
      asin: z.string(),
      title: z.string().nullish(),
      brand: z.string().nullish(),
      price: z.string().nullish(),
      offersFrom: z.string().nullish(),
      ratingValue: z.number().nullish(),
      sponsored: z.boolean().nullish(),
    }),
  ),
  organicTop5: z.array(z.string()).nullish(),
});

const productTruth = z.object({
  asin: z.string().nullish(),
  title: z.string().nullish(),
  price: z.string().nullish(),
  availability: z.string().nullish(),
  addToCart: z.object({ new: z.string().nullish(), used: z.string().nullish() }).nullish(),
  quantity: z.object({ max: z.int().nullish() }).nullish(),
  seeAllBuyingOptions: z.boolean().nullish(),
});

const cartTruth = z.object({
  items: z.array(
    z.object({
      asin: z.string(),
      title: z.string().nullish(),
      quantity: z.int().nullish(),
      displayedPrice: z.string().nullish(),
      currency: z.string().nullish(),
    }),
  ),
  savedForLater: z.array(z.object({ asin: z.string() })).nullish(),
  subtotal: z.string().nullish(),
});

const savedPage = z.object({
  id: z.string(),
  file: z.string(),
  kind: z.string(),
  domain: z.string(),
  lang: z.string().nullish(),
  captured: z.string().nullish(),
  truth: z.unknown().optional(),
  header: header.nullish(),
});
export type SavedPage = z.infer<typeof savedPage>;

export const savedPages = z.array(savedPage).min(1);
export const truths = { search: searchTruth, product: productTruth, cart: cartTruth };
export type SearchTruth = z.infer<typeof searchTruth>;
export type ProductTruth = z.infer<typeof productTruth>;
export type CartTruth = z.infer<typeof cartTruth>;
export const signInTruth = z.object({ step: z.string().nullish() });
