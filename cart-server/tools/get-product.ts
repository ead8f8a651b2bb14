import { z } from 'zod';
import type { Product } from '../parse/product.ts';
import { priceData, toResult } from '../response.ts';
import { defineTool, type ToolContext, type ToolResult } from '../tool.ts';
import { openProduct } from './product.ts';
import { asin, price, variant } from './schemas.ts';

const quantities = z.object({ min: z.int(), max: z.int() });

export const getProduct = defineTool({
  name: 'get_product',
  title: 'Get a product',
  description:
    'Reads one product: title, exact price, availability, seller, how many can be added at once, and its variants. Changes nothing.',
  kind: 'read',
  input: z.object({ asin }),
  output: {
    asin: z.string().optional(),
    title: z.string().optional(),
    price: price.nullable().optional().describe('of one piece of the offer that an add would take'),
    condition: z.enum(['new', 'used']).nullable().optional().describe('of the offer the price belongs to'),
    primePrice: z
      .string()
      .nullable()
      .optional()
      .describe('what members of Prime pay, in the words of the shop'),
    availability: z.string().nullable().optional(),
    availabilityText: z.string().nullable().optional().describe('in the words of the shop'),
    seller: z.string().nullable().optional(),
    offered: quantities.nullable().optional().describe('how many add_to_cart can add at once; null for none'),
    offeredByWholeFoods: quantities
      .nullable()
      .optional()
      .describe('how many add_to_wholefoods_cart can add at once; null for none'),
    hasUsedOffer: z.boolean().optional(),
    hasOtherOffers: z.boolean().optional().describe('other sellers offer it; only the person can choose one'),
    mustChoose: z.boolean().optional().describe('a variant has to be chosen before it can be added'),
    choices: z.array(variant).optional(),
  },
  handle: (args, context) => get(args.asin, context),
});

async function get(asked: string, context: ToolContext): Promise<ToolResult> {
  try {
    const { product } = await context.shop.visit(context, (visit) =>
      openProduct(visit, 'shop', { asin: asked, query: null }),
    );
    const { offered, groceryOffered } = product;
    return {
      outcome: 'ok',
      message: summaryOf(product),
      data: {
        asin: product.asin,
        title: product.title,
        price: priceData(product.price),
        condition: product.condition,
        primePrice: product.primePrice,
        availability: product.availability,
        availabilityText: product.availabilityText,
        seller: product.seller,
        offered: offered && { min: offered.min, max: offered.max },
        offeredByWholeFoods: groceryOffered && { min: groceryOffered.min, max: groceryOffered.max },
        hasUsedOffer: product.hasUsedOffer,
        hasOtherOffers: product.hasOtherOffers,
        mustChoose: product.mustChoose,
        choices: product.variants.slice(0, 30),
      },
    };
  } catch (error) {
    return toResult(error);
  }
}

function summaryOf(product: Product): string {
  const { price: cost, condition, offered, groceryOffered } = product;
  const parts = [
    cost ? `${cost.text}${condition === 'used' ? ' used' : ''}` : 'no price shown',
    product.availabilityText ?? product.availability?.replaceAll('_', ' ') ?? 'availability not shown',
    product.mustChoose && 'a variant has to be chosen first',
    !offered && !groceryOffered && !product.mustChoose && 'nothing that could be added',
    groceryOffered && !offered && 'sold by Whole Foods: add it with add_to_wholefoods_cart',
    offered && offered.max === 1 && 'one at a time',
  ];
  const variants = product.variants.map((it) => `${it.asin}  ${it.label}`).slice(0, 30);
  const choices = product.mustChoose ? `\n${variants.join('\n')}` : '';
  return `${product.title} (${product.asin}): ${parts.filter((it) => it).join('; ')}${choices}`;
}
