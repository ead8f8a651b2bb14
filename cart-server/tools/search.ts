import { z } from 'zod';
import { priceData, toResult } from '../response.ts';
import { hasStoreChoice } from '../pages/whole-foods-store.ts';
import { collectSearch, searchPath, searchReady } from '../pages/search-page.ts';
import { forReading, readSearch, type SearchPage, type SearchResult } from '../parse/search.ts';
import type { Visit } from '../shop.ts';
import { defineTool, type ToolContext, type ToolResult } from '../tool.ts';
import { noStoreChosen } from './no-store.ts';
import { price, query } from './schemas.ts';

export type Store = 'shop' | 'wholefoods';

const output = {
  query: z.string().optional(),
  matches: z.enum(['exact', 'similar', 'none']).optional().describe('similar: nothing had all the words'),
  results: z
    .array(
      z.object({
        asin: z.string(),
        title: z.string(),
        brand: z.string().nullable(),
        price: price.nullable().describe('null when the shop features no offer'),
        fromPrice: price.nullable().describe('lowest offer of other sellers, where there is no price'),
        rating: z.number().nullable().describe('stars out of 5'),
        isSponsored: z.boolean().describe('an advertisement: paid to be here'),
      }),
    )
    .optional(),
};

const howItReads =
  'Returns at most ten products with ASIN, title, price and rating. Advertisements are marked and come last.';

export const searchAmazon = defineTool({
  name: 'search_amazon',
  title: 'Search Amazon',
  description: `Searches the shop for products. ${howItReads} Changes nothing.`,
  kind: 'read',
  input: z.object({ query: query.describe('what to look for, as one would type it') }),
  output,
  handle: ({ query }, context) => search('shop', query, context),
});

export const searchWholeFoods = defineTool({
  name: 'search_wholefoods',
  title: 'Search Whole Foods',
  description: `Searches Whole Foods Market for groceries. ${howItReads} Changes nothing.`,
  kind: 'read',
  input: z.object({ query: query.describe('what to look for, as one would type it') }),
  output,
  handle: ({ query }, context) => search('wholefoods', query, context),
});

/** Opens the results of a search and reads them. */
export async function readSearchPage(visit: Visit, store: Store, words: string): Promise<SearchPage> {
  visit.progress(`searching for "${words}"`);
  const path = searchPath(words, store === 'wholefoods' ? visit.grocery : undefined);
  const opened = await visit.open(path);
  if (store === 'wholefoods' && (await hasStoreChoice(opened.page))) throw noStoreChosen(visit);
  await visit.ready(opened, searchReady);
  return readSearch(await collectSearch(opened.page), opened.market);
}

async function search(store: Store, words: string, context: ToolContext): Promise<ToolResult> {
  try {
    const found = await context.shop.visit(context, (visit) => readSearchPage(visit, store, words));
    return found.matches === 'none' ? nothing(words) : something(words, found);
  } catch (error) {
    return toResult(error);
  }
}

function nothing(words: string): ToolResult {
  return {
    outcome: 'not_found',
    message: `nothing found for "${words}"; try fewer or other words`,
    data: { query: words, matches: 'none', results: [] },
  };
}

function something(words: string, found: SearchPage): ToolResult {
  const results = forReading(found, 10);
  const similar = found.matches === 'similar' ? `nothing had all the words of "${words}"; ` : '';
  return {
    outcome: 'ok',
    message: `${similar}${results.length} ${similar ? 'similar products' : `results for "${words}"`}`,
    text: results.map((it, at) => `${at + 1}. ${lineOf(it)}`).join('\n'),
    data: {
      query: words,
      matches: found.matches,
      results: results.map((it) => ({
        ...it,
        price: priceData(it.price),
        fromPrice: priceData(it.fromPrice),
      })),
    },
  };
}

function lineOf(it: SearchResult): string {
  const cost = it.price
    ? it.price.text
    : it.fromPrice
      ? `from ${it.fromPrice.text} (other sellers)`
      : 'no price shown';
  const stars = it.rating === null ? '' : `, ${it.rating} stars`;
  const brand = it.brand ? `${it.brand}: ` : '';
  return `${it.asin}  ${brand}${it.title} — ${cost}${stars}${it.isSponsored ? ' [ad]' : ''}`;
}
