import type { JsonObject, JsonValue } from '../../contract/json.ts';

/** What is wrong with a TOML text, and in which line. */
export class TomlError extends Error {
  constructor(message: string, line: number) {
    super(`line ${line}: ${message}`);
    this.name = 'TomlError';
  }
}

type Table = Map<string, Value>;
type Value = JsonValue | Table | Value[];

/**
 * Reads TOML 1.0 as far as configuration files of MCP clients go. Dates and times are kept as their text; a table that
 * is defined twice is merged. Throws `TomlError`.
 */
export function parseToml(text: string): JsonObject {
  const source = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  let at = 0;
  const root: Table = new Map();
  let current = root;

  const fail = (message: string): never => {
    throw new TomlError(message, source.slice(0, at).split('\n').length);
  };
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found) at += found[0].length;
    return found;
  };
  const skipSpace = () => void match(/[ \t]*/y);
  const skipBlank = () => void match(/(?:[ \t\n]|#[^\n]*)*/y);
  const expect = (mark: string) => {
    if (!source.startsWith(mark, at)) fail(`expected \`${mark}\``);
    at += mark.length;
  };
  const endLine = () => {
    skipSpace();
    if (at < source.length && !match(/(?:#[^\n]*)?(?:\n|$)/y)) fail('expected the end of the line');
  };

  function key(): string[] {
    const parts: string[] = [];
    for (;;) {
      skipSpace();
      const bare = match(/[A-Za-z0-9_-]+/y);
      parts.push(bare ? bare[0] : string(false));
      skipSpace();
      if (source[at] !== '.') return parts;
      at += 1;
    }
  }

  function string(mayBeLong: boolean): string {
    const long = mayBeLong ? match(/"""|'''/y)?.[0] : undefined;
    if (long !== undefined) {
      const end = long === "'''" ? /'''/g : /(?<!\\)(?:\\\\)*"""/g;
      end.lastIndex = at;
      const found = end.exec(source);
      if (!found) return fail('the text does not end');
      // Up to two quotes may stand before those that end it.
      let stop = found.index + found[0].length - 3;
      while (source[stop + 3] === long[0]) stop += 1;
      const body = source.slice(at, stop).replace(/^\n/, '');
      at = stop + 3;
      return long === "'''" ? body : unescaped(body.replaceAll(/(?<!\\)((?:\\\\)*)\\[ \t]*\n\s*/g, '$1'));
    }
    const literal = match(/'([^'\n]*)'/y);
    if (literal) return literal[1] ?? '';
    const basic = match(/"((?:[^"\\\n]|\\.)*)"/y);
    return basic ? unescaped(basic[1] ?? '') : fail('expected a key or a text in quotes');
  }

  function unescaped(body: string): string {
    const short: Readonly<Record<string, string>> = {
      b: '\b',
      t: '\t',
      n: '\n',
      f: '\f',
      r: '\r',
      '"': '"',
      '\\': '\\', // prettier-ignore
    };
    return body.replaceAll(
      /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([\s\S]))/g,
      (_all, ...found: string[]) => {
        const [four, eight, one = ''] = found;
        const point = four ?? eight;
        if (point !== undefined) return String.fromCodePoint(Number.parseInt(point, 16));
        return short[one] ?? fail(`unknown escape \`\\${one}\``);
      },
    );
  }

  function value(): Value {
    skipSpace();
    switch (source[at]) {
      case '"':
      case "'":
        return string(true);
      case '[':
        return array();
      case '{':
        return inlineTable();
      default:
        return scalar();
    }
  }

  function scalar(): JsonValue {
    const word = match(/[^\s,\]}#]+(?: \d{2}:[^\s,\]}#]+)?/y)?.[0] ?? fail('expected a value');
    if (word === 'true' || word === 'false') return word === 'true';
    const digits = word.replaceAll('_', '').replace(/^\+/, '');
    if (/^-?(?:0x[\da-f]+|0o[0-7]+|0b[01]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/i.test(digits))
      return Number(digits);
    if (/^(?:[+-]?(?:inf|nan)|\d{4}-\d\d-\d\d.*|\d\d:\d\d.*)$/.test(word)) return word;
    return fail(`cannot read the value \`${word.slice(0, 40)}\``);
  }

  function array(): Value[] {
    const items: Value[] = [];
    expect('[');
    for (;;) {
      skipBlank();
      if (source[at] === ']') break;
      items.push(value());
      skipBlank();
      if (source[at] !== ',') break;
      at += 1;
    }
    expect(']');
    return items;
  }

  function inlineTable(): Table {
    const table: Table = new Map();
    expect('{');
    skipBlank();
    while (source[at] !== '}') {
      assign(table);
      skipBlank();
      if (source[at] !== ',') break;
      at += 1;
      skipBlank();
    }
    expect('}');
    return table;
  }

  function assign(table: Table): void {
    const path = key();
    const name = path.pop() ?? '';
    expect('=');
    const target = path.reduce(inner, table);
    if (target.has(name)) fail(`\`${name}\` is given twice`);
    target.set(name, value());
  }

  function inner(table: Table, name: string): Table {
    const found = table.get(name);
    const last = Array.isArray(found) ? found.at(-1) : found;
    if (last instanceof Map) return last;
    if (found !== undefined) return fail(`\`${name}\` is not a table`);
    const made: Table = new Map();
    table.set(name, made);
    return made;
  }

  for (skipBlank(); at < source.length; skipBlank()) {
    const bracket = match(/\[\[|\[/y)?.[0];
    if (bracket === undefined) {
      assign(current);
    } else {
      const path = key();
      expect(bracket === '[[' ? ']]' : ']');
      const name = path.pop() ?? '';
      const parent = path.reduce(inner, root);
      if (bracket === '[') current = inner(parent, name);
      else {
        const list = parent.get(name) ?? [];
        if (!Array.isArray(list)) return fail(`\`${name}\` is not an array of tables`);
        current = new Map();
        parent.set(name, [...list, current]);
      }
    }
    endLine();
  }
  return plain(root) as JsonObject; // a table becomes an object
}

/** Maps become objects. `fromEntries` defines members, so that a key like `__proto__` is one as well. */
function plain(value: Value): JsonValue {
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, it]) => [name, plain(it)]));
  if (Array.isArray(value)) return value.map((it) => plain(it));
  return value;
}
