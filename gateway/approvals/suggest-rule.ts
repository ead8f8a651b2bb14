import { isJsonObject, type JsonObject, type JsonValue } from '../../contract/json.ts';
import type { ApprovalView, NarrowRule, ToolDefinition } from '../../contract/model.ts';
import { decimalOf } from '../../contract/money.ts';
import type { Condition } from '../../contract/policy-document.ts';
import { isRedacted } from '../audit/redact.ts';

const suggestedMs = 30 * 24 * 60 * 60 * 1000;
const mostConditions = 100;

/**
 * The narrow rule that a person most likely means by "always": the same product, at most this many at at most this
 * price; where no product is known, the same arguments, with numbers up to these. A string says why there is none.
 */
export function suggestRule(
  view: ApprovalView,
  pinned: JsonObject | null,
  definition: ToolDefinition | undefined,
  now: number,
): NarrowRule | string {
  const product = productConditions(view);
  // What a preview pinned is all that is sent, and the product's conditions say most of it.
  const args = product && pinned ? restOf(pinned, view) : view.arguments;
  const conditions = [...(product ?? []), ...argumentConditions(args)];
  if (!conditions.every((it) => it.path.split('.').every((part) => part !== '' && part !== '*'))) {
    return 'an argument has a name that no rule can speak of';
  }
  if (!product) conditions.push(...absences(definition, view.arguments));
  if (conditions.some(({ value }) => isRedacted(value)))
    return 'part of the arguments was not recorded, so no rule can be made of them';
  if (conditions.length === 0) return 'the call has no arguments that a rule could be narrowed by';
  if (conditions.length > mostConditions) return 'the call has too many arguments for a rule';
  return { name: nameOf(view), conditions, until: now + suggestedMs };
}

function productConditions({ goods }: ApprovalView): Condition[] | undefined {
  if (!goods?.asin || goods.priceMinor === null || goods.currency === null) return undefined;
  const { asin, quantity, currency, priceMinor, seller } = goods;
  return [
    { path: 'preview.asin', op: 'eq', value: asin },
    ...(quantity === null ? [] : [{ path: 'preview.quantity', op: 'lte' as const, value: quantity }]),
    { path: 'preview.price', op: 'lte', value: decimalOf({ amountMinor: priceMinor, currency }) },
    { path: 'preview.currency', op: 'eq', value: currency },
    ...(seller === null ? [] : [{ path: 'preview.seller', op: 'eq' as const, value: seller }]),
  ];
}

/** The pinned arguments that are neither the product nor its quantity. */
function restOf(pinned: JsonObject, { goods }: ApprovalView): JsonObject {
  return Object.fromEntries(
    Object.entries(pinned).filter(([, value]) => value !== goods?.asin && value !== goods?.quantity),
  );
}

function argumentConditions(args: JsonObject): Condition[] {
  return Object.entries(args).flatMap(([name, value]) => valueConditions(`args.${name}`, value));
}

function valueConditions(path: string, value: JsonValue): Condition[] {
  if (Array.isArray(value)) {
    const elements = value.flatMap((it, at) => valueConditions(`${path}.${at}`, it));
    return [...elements, { path: `${path}.${value.length}`, op: 'exists', value: false }];
  }
  if (isJsonObject(value)) {
    return Object.entries(value).flatMap(([name, member]) => valueConditions(`${path}.${name}`, member));
  }
  if (value === null) return [{ path, op: 'exists', value: false }];
  if (typeof value !== 'number' || value < 0) return [{ path, op: 'eq', value }];
  return [
    { path, op: 'gte', value: 0 },
    { path, op: 'lte', value },
  ];
}

/** What the tool could be given and was not: the rule holds for calls without it. */
function absences(definition: ToolDefinition | undefined, args: JsonObject): Condition[] {
  const properties = definition?.inputSchema['properties'];
  if (!isJsonObject(properties)) return [];
  return Object.keys(properties)
    .filter((name) => !Object.hasOwn(args, name) && !name.includes('.'))
    .map((name) => ({ path: `args.${name}`, op: 'exists', value: false }));
}

function nameOf({ tool, goods, grantName }: ApprovalView): string {
  const what = goods ? `${tool}: ${goods.title}` : tool;
  return `${what.slice(0, 120)}, for ${grantName}`;
}
