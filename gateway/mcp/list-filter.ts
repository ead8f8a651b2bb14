import { isJsonObject, type JsonObject, type JsonValue } from '../../contract/json.ts';
import type { JsonRpcId } from '../../contract/mcp.ts';

/** Whether a tool may be shown. */
export type IsListed = (tool: string) => boolean;

/** Hears of the entries of a list before the client does. */
export type OnTools = (entries: readonly JsonObject[]) => void;

/** What else is to be said in the result. */
export type Adjust = (result: JsonObject) => void;

/**
 * Takes out of a `tools/list` response what must not be shown; unknown fields and the order stay. Undefined when it
 * is not a list that can be filtered: it must then not be passed on. A response without tools to hide is returned as
 * the same bytes.
 */
export function filterToolList(
  response: Buffer,
  isListed: IsListed,
  adjust?: Adjust,
  onTools?: OnTools,
): Buffer | undefined {
  let value: unknown;
  try {
    value = JSON.parse(response.toString('utf8'));
  } catch {
    return undefined;
  }
  if (!isJsonObject(value)) return undefined;
  const { result } = value;
  if (result === undefined) return isJsonObject(value['error']) ? response : undefined;
  if (!isJsonObject(result) || !Array.isArray(result['tools'])) return undefined;
  const tools = result['tools'];
  const names = tools.map(nameOf);
  if (names.includes(undefined)) return undefined;
  onTools?.(tools.filter(isJsonObject));
  const kept = tools.filter((_, at) => isListed(names[at] ?? ''));
  if (kept.length === tools.length && !adjust) return response;
  result['tools'] = kept;
  adjust?.(result);
  return Buffer.from(JSON.stringify(value));
}

/** True when a response of any kind carries a list of tools, as a replayed answer does. */
export function looksLikeToolList(message: unknown): boolean {
  if (!isJsonObject(message) || !isJsonObject(message['result'])) return false;
  const { tools } = message['result'];
  return Array.isArray(tools);
}

/** Filters the answer to a `tools/list` of one grant; `id` is the request's. Undefined: not to be passed on. */
export type FilterList = (id: JsonRpcId, response: Buffer) => Buffer | undefined;

export interface ListFilter {
  /** As `filterToolList`; `version` changes whenever `isListed` may answer differently, or `onTools` has to hear again. */
  readonly filter: (
    response: Buffer,
    id: JsonRpcId,
    isListed: IsListed,
    version: string,
  ) => Buffer | undefined;
}

const maxEntries = 8;
const maxRememberedBytes = 2 * 1024 * 1024;

/**
 * Remembers what was filtered: the same list, asked again under the same policy, costs two comparisons of memory
 * instead of parsing. Responses to the same question differ in their id alone.
 */
export function createListFilter({
  adjust,
  onTools,
}: { adjust?: Adjust; onTools?: OnTools } = {}): ListFilter {
  const entries: Entry[] = [];
  return {
    filter(response, id, isListed, version) {
      const idBytes = Buffer.from(JSON.stringify(id));
      const hit = entries.find(
        (entry) => entry.version === version && matches(entry.from, response, idBytes),
      );
      if (hit) return hit.to ? Buffer.concat([hit.to.head, idBytes, hit.to.tail]) : response;
      const filtered = filterToolList(response, isListed, adjust, onTools);
      if (!filtered || response.length > maxRememberedBytes) return filtered;
      const from = splitAtId(response, idBytes);
      const to = filtered === response ? null : splitAtId(filtered, idBytes);
      if (from && to !== undefined) {
        entries.unshift({ version, from, to });
        entries.length = Math.min(entries.length, maxEntries);
      }
      return filtered;
    },
  };
}

interface Entry {
  readonly version: string;
  readonly from: Split;
  /** Null: nothing was taken out. */
  readonly to: Split | null;
}
interface Split {
  readonly head: Buffer;
  readonly tail: Buffer;
}

function matches(split: Split, response: Buffer, id: Buffer): boolean {
  const { head, tail } = split;
  if (response.length !== head.length + id.length + tail.length) return false;
  const idEnd = head.length + id.length;
  return (
    head.equals(response.subarray(0, head.length)) &&
    id.equals(response.subarray(head.length, idEnd)) &&
    tail.equals(response.subarray(idEnd))
  );
}

/** Splits around the top-level `"id":ID` at the very start or the very end, where serializers put it. */
function splitAtId(response: Buffer, id: Buffer): Split | undefined {
  const marker = Buffer.concat([Buffer.from('"id":'), id]);
  const last = response.lastIndexOf(marker);
  const first = response.indexOf(marker);
  for (const at of [last, first]) {
    if (at < 0) continue;
    const head = response.subarray(0, at + 5);
    const tail = response.subarray(at + marker.length);
    if (isBare(head.subarray(0, at)) || isBare(tail))
      return { head: Buffer.from(head), tail: Buffer.from(tail) };
  }
  return undefined;
}

/** True when nothing but the envelope is there: no nested object that the id could belong to. */
function isBare(bytes: Buffer): boolean {
  if (bytes.length > 40) return false;
  const text = bytes.toString('latin1').replaceAll(/\s/g, '');
  return /^(\{("jsonrpc":"2\.0",)?|(,"jsonrpc":"2\.0")?\})$/.test(text);
}

function nameOf(tool: JsonValue): string | undefined {
  return isJsonObject(tool) && typeof tool['name'] === 'string' ? tool['name'] : undefined;
}
