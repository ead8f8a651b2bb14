import { parseArgs, type ParseArgsConfig } from 'node:util';
import { isJsonObject, type JsonObject } from '../../contract/json.ts';
import { UsageError } from '../usage-error.ts';

/** A command line, taken apart. Everything behind `--` is left as it is. */
export interface Arguments {
  readonly words: readonly string[];
  readonly rest: readonly string[];
  text(name: string): string | undefined;
  list(name: string): readonly string[];
  has(name: string): boolean;
}

const options = {
  'data-dir': { type: 'string' },
  key: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  upstream: { type: 'string', multiple: true },
  url: { type: 'string' },
  header: { type: 'string', multiple: true },
  env: { type: 'string', multiple: true },
  cwd: { type: 'string' },
  shared: { type: 'boolean' },
  sse: { type: 'boolean' },
  'client-id': { type: 'string' },
  client: { type: 'string' },
  value: { type: 'string', multiple: true },
  word: { type: 'string' },
  grant: { type: 'string' },
  tool: { type: 'string' },
  tools: { type: 'string' },
  args: { type: 'string' },
  facts: { type: 'string' },
  days: { type: 'string' },
  save: { type: 'boolean' },
} satisfies ParseArgsConfig['options'];

export function parseArguments(argv: readonly string[]): Arguments {
  const end = argv.indexOf('--');
  const [own, rest] = end < 0 ? [argv, []] : [argv.slice(0, end), argv.slice(end + 1)];
  const { values, positionals } = parsed(own);
  const all = new Map<string, unknown>(Object.entries(values));
  return {
    words: positionals,
    rest,
    text: (name) => asText(all.get(name)),
    list: (name) => asList(all.get(name)),
    has: (name) => all.get(name) === true,
  };
}

/** Reads `K=V` pairs; a UsageError names the option and the one that is none. */
export function pairs(args: Arguments, name: string): Record<string, string> {
  return Object.fromEntries(
    args.list(name).map((pair) => {
      const at = pair.indexOf('=');
      // Without the text: what was meant for the value may be a secret.
      if (at < 1) throw new UsageError(`--${name} expects NAME=VALUE`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

/** Exactly one word, which `what` names. */
export function oneWord(words: readonly string[], what: string): string {
  const [word, ...more] = words;
  if (word === undefined) throw new UsageError(`${what} is missing`);
  if (more.length > 0)
    throw new UsageError(`unexpected \`${more.join(' ')}\`; put a ${what} with spaces in quotes`);
  return word;
}

/** A JSON object; a UsageError names the option. Undefined when it is not given. */
export function jsonObjectOf(args: Arguments, name: string): JsonObject | undefined {
  const text = args.text(name);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return value;
  } catch {
    // Told below, as for any other text.
  }
  throw new UsageError(`--${name} expects a JSON object, such as '{"quantity": 2}'`);
}

export function noWords(words: readonly string[]): void {
  if (words.length > 0) throw new UsageError(`unexpected \`${words.join(' ')}\``);
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function asList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((it) => typeof it === 'string') : [];
}
