import { isJsonObject, type JsonObject, type JsonValue } from '../../contract/json.ts';
import type { Evidence } from './evidence.ts';
import { ambiguous, changes } from './tool-words.ts';
import { wordsOf } from './words-of.ts';

/** What the arguments that a tool takes say of it. */
export interface SchemaReading {
  readonly found: readonly Evidence[];
  /** The argument that is run: a command, code, a statement. */
  readonly runs: string | undefined;
  readonly properties: readonly Property[];
}

/** One argument, at whatever depth. */
export interface Property {
  readonly name: string;
  readonly schema: JsonObject;
}

/** Reads an input schema. `retrieves`: by its name the tool only fetches, so that it has no use for new contents. */
export function readSchema(inputSchema: JsonObject, retrieves: boolean): SchemaReading {
  const properties = propertiesOf(inputSchema);
  const runs = properties.find(isRunnable)?.name;
  const found = properties.flatMap((property): Evidence[] => {
    const { name, schema } = property;
    if (isRunnable(property)) return [{ category: 'Execute', why: `it takes \`${name}\`, which is run` }];
    const words = wordsOf(name);
    if (payable.has(words.join('_'))) return [{ category: 'Financial', why: `it takes \`${name}\`` }];
    if (targetNames.has(words.join('_'))) return [{ category: 'Write', why: `it writes to \`${name}\`` }];
    if (actionNames.has(words.join('_'))) return choicesOf(property);
    if (schema['type'] === 'boolean') return switchOf(name, words);
    if (retrieves && contentNames.has(words.join('_'))) {
      return [
        { category: 'Write', why: `it takes \`${name}\`, which a tool that only reads has no use for` },
      ];
    }
    return [];
  });
  return { found, runs, properties };
}

const runnable: ReadonlySet<string> = new Set(
  'command cmd command_line code script sql sql_query shell expression javascript js python statement statements bash cypher'.split(
    ' ',
  ),
);
const payable: ReadonlySet<string> = new Set(
  'card_number payment_method payment_method_id iban cvv payment_token'.split(' '),
);
const contentNames: ReadonlySet<string> = new Set(
  'content contents body new_content new_value new_name value values text data payload patch updates fields message'.split(
    ' ',
  ),
);
const targetNames: ReadonlySet<string> = new Set(
  'output_path output_file output_dir save_path save_to destination destination_path dest target_path download_path export_path'.split(
    ' ',
  ),
);
const actionNames: ReadonlySet<string> = new Set(
  'action actions operation op command method verb subcommand mode http_method request_method task intent'.split(
    ' ',
  ),
);

/** A short or listed value is a code of something (a country, a currency), not code. */
function isRunnable({ name, schema }: Property): boolean {
  if (!runnable.has(wordsOf(name).join('_'))) return false;
  const { maxLength, pattern, type } = schema;
  const isListed = choices(schema).length > 0;
  const isShort = typeof maxLength === 'number' && maxLength <= 32;
  const isNumber = type === 'number' || type === 'integer' || type === 'boolean';
  return !isListed && !isShort && !isNumber && typeof pattern !== 'string';
}

/** A tool with a list of actions is as grave as the gravest of them. */
function choicesOf({ name, schema }: Property): Evidence[] {
  return choices(schema).flatMap((choice) =>
    wordsOf(choice)
      .slice(0, 3)
      .flatMap((word) => {
        const category = changes.get(word);
        return category ? [{ category, why: `\`${name}\` can be \`${choice.slice(0, 40)}\`` }] : [];
      }),
  );
}

function choices({ enum: listed, const: fixed, items }: JsonObject): string[] {
  const values = Array.isArray(listed) ? listed : fixed === undefined ? [] : [fixed];
  const inner = isJsonObject(items) ? choices(items) : [];
  return [...values.filter((it) => typeof it === 'string'), ...inner].slice(0, 200);
}

/** `overwrite: true`, `deleteAfterRead: true`. */
function switchOf(name: string, words: readonly string[]): Evidence[] {
  const [first = ''] = words;
  const category = ambiguous.has(first) ? undefined : changes.get(first);
  return category ? [{ category, why: `\`${name}\` can be switched on` }] : [];
}

const maxDepth = 5;
const maxProperties = 1_000;

/** Every argument that a schema names, in its alternatives and nested objects too. */
export function propertiesOf(schema: JsonObject): Property[] {
  const found: Property[] = [];
  const visit = (value: JsonValue | undefined, depth: number): void => {
    if (!isJsonObject(value) || depth > maxDepth || found.length >= maxProperties) return;
    if (isJsonObject(value['properties'])) {
      for (const [name, inner] of Object.entries(value['properties'])) {
        found.push({ name, schema: isJsonObject(inner) ? inner : {} });
        visit(inner, depth + 1);
      }
    }
    for (const key of ['anyOf', 'oneOf', 'allOf']) {
      const alternatives = value[key];
      if (Array.isArray(alternatives)) alternatives.forEach((it) => visit(it, depth + 1));
    }
    for (const key of ['items', '$defs', 'definitions', 'then', 'else']) {
      const inner = value[key];
      if (key.startsWith('$') || key === 'definitions') {
        if (isJsonObject(inner)) Object.values(inner).forEach((it) => visit(it, depth + 1));
      } else visit(inner, depth + 1);
    }
  };
  visit(schema, 0);
  return found;
}
