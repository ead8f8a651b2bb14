import type { JsonObject, JsonValue } from '../../../contract/json.ts';

const width = 88;
const deepestInline = 2;

/**
 * A policy for reading: what is small and fits stands on one line ("a condition is a line"), everything else is
 * spread out. Lines are what versions are compared by.
 */
export function policyText(document: JsonObject): string {
  return written(document, 0, 0, true);
}

/** `used`: how many columns stand before it on its line. */
function written(value: JsonValue, indent: number, used: number, isSpread = false): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const isList = Array.isArray(value);
  const [open, close] = isList ? '[]' : '{}';
  const entries = isList
    ? value.map((entry) => ['', entry] as const)
    : Object.entries(value).map(([name, member]) => [`${JSON.stringify(name)}: `, member] as const);
  if (entries.length === 0) return `${open}${close}`;
  if (!isSpread && depthOf(value) <= deepestInline) {
    const line = inline(value);
    if (used + line.length <= width) return line;
  }
  const inner = indent + 2;
  const lines = entries.map(([name, member]) => {
    const before = ' '.repeat(inner) + name;
    return before + written(member, inner, before.length + 1);
  });
  return `${open}\n${lines.join(',\n')}\n${' '.repeat(indent)}${close}`;
}

function inline(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${inline(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function depthOf(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 0;
  const members = Object.values(value);
  return members.length === 0 ? 0 : 1 + Math.max(...members.map(depthOf));
}
