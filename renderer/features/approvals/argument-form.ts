import { canonicalJson, isJsonObject, type JsonObject, type JsonValue } from '../../../contract/json.ts';
import type { ArgumentChange } from '../../../contract/model.ts';

/** One argument as a person edits it. */
export interface ArgumentField {
  readonly name: string;
  readonly kind: 'text' | 'number' | 'choice' | 'json';
  /** With `choice`: what can be chosen, as JSON, with its words. */
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly isRequired: boolean;
  readonly about: string | null;
  readonly schema: JsonObject;
}

/** What stands in the fields, by name; empty means that it is not given. */
export type FieldTexts = Readonly<Record<string, string>>;

/** The fields for a tool's arguments: those that the call has, then what else its input schema knows. */
export function fieldsOf(inputSchema: JsonObject, args: JsonObject): ArgumentField[] {
  const properties = isJsonObject(inputSchema['properties']) ? inputSchema['properties'] : {};
  const required = Array.isArray(inputSchema['required']) ? inputSchema['required'] : [];
  const others = Object.keys(properties).filter((name) => !Object.hasOwn(args, name));
  return [...Object.keys(args), ...others].map((name) => {
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const schema = isJsonObject(own) ? own : {};
    const { description } = schema;
    return {
      name,
      ...kindOf(schema, Object.hasOwn(args, name) ? args[name] : undefined),
      isRequired: required.includes(name),
      about: typeof description === 'string' ? description : null,
      schema,
    };
  });
}

function kindOf(schema: JsonObject, value: JsonValue | undefined): Pick<ArgumentField, 'kind' | 'choices'> {
  const options = schema['type'] === 'boolean' ? [true, false] : schema['enum'];
  // A value that is none of the choices has to stay possible.
  if (Array.isArray(options) && (value === undefined || options.some((it) => isSame(it, value)))) {
    const choices = options.map((it) => ({ value: JSON.stringify(it), label: wordOf(it) }));
    return { kind: 'choice', choices };
  }
  const type = schema['type'];
  const isText = value === undefined ? type === 'string' : typeof value === 'string';
  const isNumber = value === undefined ? type === 'integer' || type === 'number' : typeof value === 'number';
  return { kind: isText ? 'text' : isNumber ? 'number' : 'json', choices: [] };
}

function wordOf(value: JsonValue): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What the fields show at first. */
export function textsOf(fields: readonly ArgumentField[], args: JsonObject): FieldTexts {
  return Object.fromEntries(
    fields.map(({ name, kind }) => {
      const value = Object.hasOwn(args, name) ? args[name] : undefined;
      if (value === undefined) return [name, ''];
      return [name, kind === 'text' && typeof value === 'string' ? value : JSON.stringify(value)];
    }),
  );
}

/** The arguments that the fields say, or what is wrong with some of them. */
export function readFields(
  fields: readonly ArgumentField[],
  texts: FieldTexts,
): { readonly args: JsonObject; readonly problems: Readonly<Record<string, string>> } {
  const args: [string, JsonValue][] = [];
  const problems: [string, string][] = [];
  for (const field of fields) {
    const text = texts[field.name] ?? '';
    if (text === '') {
      if (field.isRequired) problems.push([field.name, 'Cannot be left out.']);
      continue;
    }
    const value = valueOf(field, text);
    const problem = value === undefined ? 'This is not valid JSON.' : problemOf(field, value);
    if (problem !== null) problems.push([field.name, problem]);
    else if (value !== undefined) args.push([field.name, value]);
  }
  return { args: Object.fromEntries(args), problems: Object.fromEntries(problems) };
}

function valueOf({ kind }: ArgumentField, text: string): JsonValue | undefined {
  if (kind === 'text') return text;
  if (kind === 'number') return Number(text.trim());
  try {
    return JSON.parse(text) as JsonValue; // what JSON.parse answers is JSON
  } catch {
    return undefined;
  }
}

function problemOf({ kind, schema }: ArgumentField, value: JsonValue): string | null {
  if (kind !== 'number') return null;
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'This is not a number.';
  if (schema['type'] === 'integer' && !Number.isInteger(value)) return 'Whole numbers only.';
  const { minimum, maximum } = schema;
  if (typeof minimum === 'number' && value < minimum) return `At least ${minimum}.`;
  if (typeof maximum === 'number' && value > maximum) return `At most ${maximum}.`;
  return null;
}

/** What is other than the agent asked for. */
export function changesBetween(before: JsonObject, after: JsonObject): ArgumentChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => {
    const from = Object.hasOwn(before, name) ? before[name] : undefined;
    const to = Object.hasOwn(after, name) ? after[name] : undefined;
    if (from !== undefined && to !== undefined && isSame(from, to)) return [];
    return [{ name, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }];
  });
}

/** "quantity: 10 → 2", "gift: added as true". */
export function changeWords({ name, from, to }: ArgumentChange): string {
  const text = (value: JsonValue) => (typeof value === 'string' ? `“${value}”` : JSON.stringify(value));
  if (to === undefined) return from === undefined ? name : `${name}: ${text(from)} → not given`;
  return from === undefined ? `${name}: added as ${text(to)}` : `${name}: ${text(from)} → ${text(to)}`;
}

/** The total that a changed quantity comes to at the price that was shown; null when that cannot be told. */
export function changedTotal(
  goods: { readonly priceMinor: number | null; readonly quantity: number | null } | null,
  changes: readonly ArgumentChange[],
): number | null {
  const [only, ...others] = changes;
  if (!goods || goods.priceMinor === null || !only || others.length > 0) return null;
  const isQuantity = /quantity|count|amount/i.test(only.name) && (only.from ?? 1) === goods.quantity;
  return isQuantity && typeof only.to === 'number' ? goods.priceMinor * only.to : null;
}

function isSame(a: JsonValue, b: JsonValue): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
