import { isJsonObject, type JsonObject } from '../../../contract/json.ts';

/** Where a list of many upstreams goes on: the cursor of each that has more. */
export type Cursors = ReadonlyMap<string, string>;

/** One cursor for all of them; undefined when there is nothing left. */
export function joinCursors(cursors: Cursors): string | undefined {
  if (cursors.size === 0) return undefined;
  const members: JsonObject = Object.fromEntries(cursors);
  return Buffer.from(JSON.stringify(members), 'utf8').toString('base64url');
}

/** Undefined when it is none of ours. */
export function splitCursor(cursor: string): Cursors | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  if (!isJsonObject(value)) return undefined;
  const cursors = new Map<string, string>();
  for (const [upstream, own] of Object.entries(value)) {
    if (typeof own !== 'string') return undefined;
    cursors.set(upstream, own);
  }
  return cursors.size > 0 ? cursors : undefined;
}
