import { isJsonObject, type JsonObject, type JsonValue } from '../../../contract/json.ts';
import { toolCategory, toolRisk, type ToolDefinition } from '../../../contract/model.ts';
import { pathWords, weekdays } from './condition-words.ts';

export type ValueType = 'number' | 'text' | 'boolean' | 'list' | 'weekday' | 'time' | 'any';

/** Something that a condition may look at. */
export interface PathOption {
  readonly path: string;
  readonly label: string;
  readonly group: PathGroup;
  readonly type: ValueType;
  /** The values there are, when they are few and known. */
  readonly choices?: readonly (string | number | boolean)[];
  /** What the schema says about it. */
  readonly about?: string;
}

export const pathGroups = ['Arguments', 'Price and product', 'Store', 'Time', 'Client', 'Tool'] as const;
export type PathGroup = (typeof pathGroups)[number];

/**
 * All that conditions about these tools can look at: their arguments, then what the gateway knows. `hasStore`: of the
 * upstream's session too.
 */
export function pathOptions(
  tools: readonly ToolDefinition[],
  isAboutOneTool: boolean,
  hasStore = false,
): readonly PathOption[] {
  const byPath = new Map<string, PathOption>();
  for (const { inputSchema } of tools) {
    for (const option of argumentOptions(inputSchema)) {
      if (!byPath.has(option.path)) byPath.set(option.path, option);
    }
  }
  const hasPrices = tools.some((it) => it.category === 'Financial');
  return [
    ...byPath.values(),
    ...(hasPrices ? previewOptions : []),
    ...(hasStore ? storeOptions : []),
    ...timeOptions,
    ...clientOptions,
    ...(isAboutOneTool ? [] : toolOptions),
  ];
}

/** The option of a path; one that is not listed can be anything. */
export function optionOf(options: readonly PathOption[], path: string): PathOption {
  const known = options.find((it) => it.path === path) ?? knownFacts.find((it) => it.path === path);
  return known ?? { path, label: pathWords(path), group: 'Arguments', type: 'any' };
}

const deepest = 4;
const mostOptions = 100;

function argumentOptions(schema: JsonObject): PathOption[] {
  const options: PathOption[] = [];
  const visit = (here: JsonObject, path: string, depth: number): void => {
    if (depth > deepest || options.length >= mostOptions) return;
    if (path !== 'args') options.push(argumentOption(here, path));
    const { properties, items } = here;
    if (isJsonObject(properties)) {
      for (const [name, inner] of Object.entries(properties)) {
        // A name with a dot cannot be written as a path.
        if (isJsonObject(inner) && !/[.*]/.test(name))
          visit(resolved(inner, schema), `${path}.${name}`, depth + 1);
      }
    }
    if (isJsonObject(items)) visit(resolved(items, schema), `${path}.*`, depth + 1);
  };
  visit(resolved(schema, schema), 'args', 0);
  return options;
}

function argumentOption(schema: JsonObject, path: string): PathOption {
  const choices = choicesOf(schema);
  const { description } = schema;
  return {
    path,
    label: pathWords(path),
    group: 'Arguments',
    type: typeOf(schema),
    ...(choices && { choices }),
    ...(typeof description === 'string' && { about: description }),
  };
}

/** Follows a local reference, and one alternative beside `null`. */
function resolved(schema: JsonObject, root: JsonObject, depth = 0): JsonObject {
  const { $ref: ref } = schema;
  if (depth > deepest) return schema;
  if (typeof ref === 'string' && ref.startsWith('#/')) {
    let target: JsonValue | undefined = root;
    for (const name of ref.slice(2).split('/')) {
      target = isJsonObject(target) && Object.hasOwn(target, name) ? target[name] : undefined;
    }
    return isJsonObject(target) ? resolved(target, root, depth + 1) : schema;
  }
  const alternatives = schema['anyOf'] ?? schema['oneOf'];
  if (!Array.isArray(alternatives)) return schema;
  const real = alternatives.filter((it) => isJsonObject(it)).filter((it) => it['type'] !== 'null');
  const [only] = real;
  return only && real.length === 1 ? { ...schema, ...resolved(only, root, depth + 1) } : schema;
}

function typeOf(schema: JsonObject): ValueType {
  const types = [schema['type']].flat().filter((it) => it !== 'null' && it !== undefined);
  if (types.length !== 1) return 'any';
  switch (types[0]) {
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
      return schema['format'] === 'date-time' || schema['format'] === 'date' ? 'time' : 'text';
    case 'boolean':
      return 'boolean';
    case 'array':
      return 'list';
    default:
      return 'any';
  }
}

function choicesOf(schema: JsonObject): (string | number | boolean)[] | undefined {
  const { enum: values } = schema;
  if (!Array.isArray(values) || values.length > 30) return undefined;
  const plain = values.filter(
    (it) => typeof it === 'string' || typeof it === 'number' || typeof it === 'boolean',
  );
  return plain.length > 0 ? plain : undefined;
}

const fact = (
  group: PathGroup,
  path: string,
  type: ValueType,
  rest: Partial<PathOption> = {},
): PathOption => ({
  ...{ path, label: pathWords(path).replace(/^the (?!tool’s definition)/, ''), group, type },
  ...rest,
});

const previewOptions: readonly PathOption[] = [
  fact('Price and product', 'preview.price', 'number'),
  fact('Price and product', 'preview.total', 'number'),
  fact('Price and product', 'preview.quantity', 'number'),
  fact('Price and product', 'preview.title', 'text'),
  fact('Price and product', 'preview.asin', 'text'),
  fact('Price and product', 'preview.seller', 'text'),
  fact('Price and product', 'preview.currency', 'text'),
  fact('Price and product', 'preview.subtotal_before', 'number'),
  fact('Price and product', 'preview.subtotal_after', 'number'),
];

const storeOptions: readonly PathOption[] = [
  fact('Store', 'session.signed_in', 'boolean'),
  fact('Store', 'session.cart_subtotal', 'number', { about: 'as it was last seen' }),
  fact('Store', 'session.cart_items', 'number', { about: 'as it was last seen' }),
  fact('Store', 'session.cart_currency', 'text'),
  fact('Store', 'session.store', 'text', { about: 'such as amazon.com' }),
];

const timeOptions: readonly PathOption[] = [
  fact('Time', 'time.hour', 'number', { about: '0 to 23' }),
  fact('Time', 'time.minute', 'number', { about: '0 to 59' }),
  fact('Time', 'time.weekday', 'weekday', { choices: weekdays }),
  fact('Time', 'time.date', 'time', { about: 'such as 2026-12-24' }),
];

const clientOptions: readonly PathOption[] = [
  fact('Client', 'client.grant', 'text'),
  fact('Client', 'client.name', 'text', { about: 'what the client says of itself' }),
  fact('Client', 'client.version', 'text', { about: 'what the client says of itself' }),
];

const toolOptions: readonly PathOption[] = [
  fact('Tool', 'tool.name', 'text'),
  fact('Tool', 'tool.category', 'text', { choices: toolCategory.options }),
  fact('Tool', 'tool.risk', 'text', { choices: toolRisk.options }),
];

const knownFacts = [
  ...previewOptions,
  ...storeOptions,
  ...timeOptions,
  ...clientOptions,
  ...toolOptions,
  fact('Tool', 'tool.definition_changed', 'boolean'),
  fact('Time', 'time.iso', 'time'),
];
