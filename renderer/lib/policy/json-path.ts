import { isJsonObject, type JsonValue } from '../../../contract/json.ts';

/** Names and indices from a value to one inside it. */
export type JsonPath = readonly (string | number)[];

/** The value at a path; undefined when there is none. Own members only. */
export function getAt(value: JsonValue | undefined, path: JsonPath): JsonValue | undefined {
  let here = value;
  for (const step of path) {
    if (Array.isArray(here)) here = here[Number(step)];
    else if (isJsonObject(here) && Object.hasOwn(here, step)) here = here[step];
    else return undefined;
  }
  return here;
}

/**
 * The same value with one place changed; `undefined` takes it away (an entry of a list closes ranks). Containers on
 * the way are made where they are missing. Everything else stays the very same.
 */
export function setAt(
  value: JsonValue | undefined,
  path: JsonPath,
  next: JsonValue | undefined,
): JsonValue | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return next;
  if (typeof step === 'number') {
    const list = Array.isArray(value) ? value : [];
    const entry = setAt(list[step], rest, next);
    if (entry === undefined) return list.toSpliced(step, 1);
    return step < list.length ? list.with(step, entry) : [...list, entry];
  }
  const members = isJsonObject(value) ? value : {};
  const member = setAt(Object.hasOwn(members, step) ? members[step] : undefined, rest, next);
  if (member !== undefined) return { ...members, [step]: member };
  return Object.fromEntries(Object.entries(members).filter(([name]) => name !== step));
}

/** A path as a JSON pointer (RFC 6901). */
export function pointerOf(path: JsonPath): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The names in a JSON pointer; indices stay text. */
export function pathOfPointer(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Whether a pointer leads to a place or to something inside it. */
export function isWithin(pointer: string, place: string): boolean {
  return pointer === place || pointer.startsWith(`${place}/`);
}
