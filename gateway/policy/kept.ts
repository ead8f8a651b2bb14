import type { JsonValue } from '../../contract/json.ts';

/** A value as a decision keeps it: never more than a few hundred characters of what an agent or a policy says. */
export function kept(value: unknown): JsonValue | undefined {
  switch (typeof value) {
    case 'string':
      return shortened(value, 200);
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'boolean':
      return value;
    case 'object':
      if (value === null) return value;
      return Array.isArray(value) ? keptList(value) : '[an object]';
    default:
      return undefined;
  }
}

/** At most that many characters, the last one an ellipsis when something was cut. */
export function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length - 1);
  // Half a surrogate pair is no character.
  const last = cut.charCodeAt(cut.length - 1);
  return `${last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut}…`;
}

function keptList(list: readonly unknown[]): JsonValue {
  if (list.length > 10) return `[a list of ${list.length}]`;
  return list.map((it) => (typeof it === 'string' ? shortened(it, 40) : isPlain(it) ? it : '[…]'));
}

function isPlain(value: unknown): value is number | boolean | null {
  return (
    value === null || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
  );
}
