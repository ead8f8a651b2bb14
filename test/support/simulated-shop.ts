import type { JsonObject } from '../../contract/json.ts';
import { decimalOf } from '../../contract/money.ts';
import type { OpenMcpChannel } from '../../contract/mcp.ts';
import type { Preview } from '../../contract/model.ts';
import type { InProcessUpstream } from '../../gateway/ports.ts';

/** A shop in memory with a cart and prices that a test changes; fast, and exact about what it did. */
export interface SimulatedShop extends Required<
  Pick<InProcessUpstream, 'open' | 'preview' | 'changeOf' | 'undoOf'>
> {
  readonly prices: Map<string, number>;
  /** Products that are not sold in US dollars, with the currency they are sold in. */
  readonly currencies: Map<string, string>;
  /** The pieces in the cart and what was paid for each, by product. */
  readonly cart: Map<string, number[]>;
  cartMinor(): number;
  /** Before each answer: may change the shop, delay, or answer with an error after (or without) having added. */
  disturb(how: (tool: string, item: string) => Disturbance): void;
  /**
   * What a call of a tool does to the shop, without MCP; undefined: it is never answered. `onEffect` runs in the moment
   * that the cart changes, whatever the answer will say.
   */
  serve(
    tool: string,
    args: JsonObject,
    expected: JsonObject | null,
    onEffect?: (effect: CartEffect) => void,
  ): Promise<ShopAnswer | undefined>;
  /** Nobody who asked so far is answered, as if the process were gone; what was clicked stays. */
  die(): void;
}

export type ShopAnswer =
  | { readonly kind: 'result'; readonly content: JsonObject; readonly isError: boolean }
  | { readonly kind: 'error'; readonly text: string };

/** By how much the cart changed; negative: something was taken out. */
export interface CartEffect {
  readonly item: string;
  readonly currency: string;
  readonly pieces: number;
  readonly minor: number;
}

export interface Disturbance {
  readonly turns?: number;
  /**
   * `error`: nothing was done. In all others it was: `lost` answers that something went wrong, `silent` nothing at all,
   * `foreign` an amount in another currency.
   */
  readonly end?: 'ok' | 'error' | 'lost' | 'silent' | 'foreign';
}

const text = (minor: number, currency: string) => decimalOf({ amountMinor: minor, currency });
const schema = {
  type: 'object',
  properties: { item: { type: 'string' }, count: { type: 'integer', minimum: 1 } },
  required: ['item'],
};

export function simulatedShop(): SimulatedShop {
  const prices = new Map<string, number>();
  const currencies = new Map<string, string>();
  const currencyOf = (item: string) => currencies.get(item) ?? 'USD';
  const cart = new Map<string, number[]>();
  let how: (tool: string, item: string) => Disturbance = () => ({});
  let life = 0;
  const cartMinor = () => [...cart.values()].flat().reduce((sum, it) => sum + it, 0);
  const read = (args: JsonObject) => ({
    item: textOr(args['item'], ''),
    count: typeof args['count'] === 'number' ? args['count'] : 1,
  });

  function add(args: JsonObject, expected: JsonObject | null, onEffect: OnEffect): JsonObject {
    const { item, count } = read(args);
    const price = prices.get(item);
    const currency = currencyOf(item);
    if (price === undefined) return { outcome: 'not_found', spent: text(0, currency), currency };
    if (expected && (price > Number(expected['maxPriceMinor']) || currency !== expected['currency']))
      return { outcome: 'offer_changed', spent: text(0, currency), currency };
    cart.set(item, [...(cart.get(item) ?? []), ...Array.from({ length: count }, () => price)]);
    onEffect({ item, currency, pieces: count, minor: price * count });
    const spent = text(price * count, currency);
    return { outcome: 'ok', asin: item, quantityAdded: count, spent, currency };
  }

  function remove(args: JsonObject, onEffect: OnEffect): JsonObject {
    const { item, count } = read(args);
    const had = cart.get(item) ?? [];
    const currency = currencyOf(item);
    // What was added last goes first.
    const gone = had.slice(Math.max(0, had.length - count));
    cart.set(item, had.slice(0, Math.max(0, had.length - count)));
    const minor = -gone.reduce((sum, it) => sum + it, 0);
    if (gone.length > 0) onEffect({ item, currency, pieces: -gone.length, minor });
    return {
      outcome: 'ok',
      asin: item,
      quantityBefore: had.length,
      quantityAfter: had.length - gone.length,
      spent: text(minor, currency),
      currency,
    };
  }

  function lines(): JsonObject {
    return { outcome: 'ok', lines: [...cart].map(([item, pieces]) => ({ item, count: pieces.length })) };
  }

  const open: OpenMcpChannel = async (listener) => ({
    close: async () => {},
    send(message) {
      if (!('method' in message) || !('id' in message)) return;
      const { id, method, params = {} } = message;
      const answer = (result: JsonObject) => listener.onMessage({ jsonrpc: '2.0', id, result });
      switch (method) {
        case 'initialize':
          return answer({
            protocolVersion: '2025-11-25',
            capabilities: { tools: {} },
            serverInfo: { name: 'simulated', version: '1.0.0' },
          });
        case 'tools/list':
          return answer({
            tools: ['buy', 'remove', 'view'].map((name) => ({
              name,
              description: name,
              inputSchema: name === 'view' ? { type: 'object' } : schema,
            })),
          });
        case 'tools/call':
          return void serve(
            textOr(params['name'], ''),
            (params['arguments'] ?? {}) as JsonObject, // the gateway has checked it
            ((params['_meta'] as JsonObject | undefined)?.['checkstand/expected'] ??
              null) as JsonObject | null, // likewise
          ).then((answered) => {
            if (answered?.kind === 'error') {
              const error = { code: -32000, message: answered.text };
              listener.onMessage({ jsonrpc: '2.0', id, error });
            } else if (answered) {
              const { content, isError } = answered;
              answer({
                content: [{ type: 'text', text: textOr(content['outcome'], '') }],
                structuredContent: content,
                ...(isError && { isError }),
              });
            }
          });
        default:
          return answer({});
      }
    },
  });

  async function serve(
    tool: string,
    args: JsonObject,
    expected: JsonObject | null,
    onEffect: OnEffect = () => {},
  ): Promise<ShopAnswer | undefined> {
    const born = life;
    const { turns = 0, end = 'ok' } = how(tool, read(args).item);
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    if (born !== life) return undefined;
    if (end === 'error') return { kind: 'error', text: 'the shop is out of order' };
    const result =
      tool === 'buy' ? add(args, expected, onEffect) : tool === 'remove' ? remove(args, onEffect) : lines();
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    if (end === 'silent' || born !== life) return undefined;
    const content = reported(result, end);
    return { kind: 'result', content, isError: content['outcome'] !== 'ok' };
  }

  return {
    prices,
    currencies,
    cart,
    cartMinor,
    open,
    disturb: (next) => void (how = next),
    serve,
    die: () => void (life += 1),
    async preview(tool, args): Promise<Preview | undefined> {
      const { item, count } = read(args);
      const price = prices.get(item);
      if (price === undefined || tool !== 'buy') return undefined;
      const goods = {
        title: item,
        asin: item,
        quantity: count,
        currency: currencyOf(item),
        priceMinor: price,
        totalMinor: price * count,
        subtotalBeforeMinor: null,
        subtotalAfterMinor: null,
        seller: null,
        note: null,
      };
      return { goods, picture: null, pinnedArguments: { item, count } };
    },
    changeOf(tool, { asin, quantityAdded, quantityBefore, quantityAfter }) {
      if (typeof asin !== 'string') return undefined;
      if (tool === 'buy' && typeof quantityAdded === 'number')
        return { product: asin, pieces: quantityAdded };
      return typeof quantityBefore === 'number' && typeof quantityAfter === 'number'
        ? { product: asin, pieces: quantityAfter - quantityBefore }
        : undefined;
    },
    undoOf(tool) {
      if (tool !== 'buy') return undefined;
      return {
        look: 'view',
        takeBack(seen, { product, pieces }) {
          const found = (seen['lines'] as { item: string; count: number }[]).find(
            (it) => it.item === product,
          ); // as written above
          const has = found?.count ?? 0;
          return has === 0
            ? undefined
            : { tool: 'remove', arguments: { item: product, count: Math.min(pieces, has) } };
        },
      };
    },
  };
}

const textOr = (value: unknown, other: string) => (typeof value === 'string' ? value : other);

type OnEffect = (effect: CartEffect) => void;

/** What the agent hears of a result. */
function reported(result: JsonObject, end: Disturbance['end']): JsonObject {
  switch (end) {
    case 'lost':
      return { outcome: 'timeout' };
    case 'foreign':
      return 'spent' in result ? { ...result, spent: '0.01', currency: 'EUR' } : result;
    default:
      return result;
  }
}
