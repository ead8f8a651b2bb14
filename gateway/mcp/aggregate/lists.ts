import { isJsonObject, type JsonObject } from '../../../contract/json.ts';
import type { JsonRpcId, JsonRpcRequest } from '../../../contract/mcp.ts';
import type { Clock, Log } from '../../../contract/ports.ts';
import { rpcCode } from '../json-rpc.ts';
import { joinCursors, splitCursor } from './cursor.ts';
import type { Member } from './member.ts';
import { listKinds, qualifiedEntries, type ListKind } from './qualify.ts';

/** Puts together the lists of all members. */
export interface Lister {
  /** Takes a list request and answers it. Never rejects. */
  list(request: JsonRpcRequest): Promise<void>;
  cancel(id: JsonRpcId): void;
}

interface Parts {
  readonly clock: Clock;
  readonly log: Log;
  readonly members: () => readonly Member[];
  readonly succeed: (id: JsonRpcId, result: JsonObject) => void;
  readonly refuse: (id: JsonRpcId, code: number, message: string) => void;
}

/** How long a list waits for one member: after that it goes out without its entries. */
export const listTimeoutMs = 10_000;

interface Page {
  readonly entries: readonly JsonObject[];
  readonly nextCursor: string | undefined;
}

const nothing: Page = { entries: [], nextCursor: undefined };

/** Pages of all members are asked for at once; the cursor of the answer holds those of the members that have more. */
export function createLister({ clock, log, members, succeed, refuse }: Parts): Lister {
  const open = new Set<JsonRpcId>();

  async function pageOf(member: Member, method: string, kind: ListKind, cursor?: string): Promise<Page> {
    if (!(await isUpInTime(member)) || !member.offers(kind.capability)) return nothing;
    const result = await member.ask(method, cursor === undefined ? {} : { cursor }, listTimeoutMs);
    const entries = result && qualifiedEntries(kind, member.name, result);
    if (!entries) {
      log.warn('an upstream is missing in a list: its answer did not come, or cannot be read', {
        upstream: member.name,
        method,
      });
      return nothing;
    }
    const listed = result[kind.entries];
    if (kind.entries === 'tools' && Array.isArray(listed)) member.sawTools(listed.filter(isJsonObject));
    const next = result['nextCursor'];
    // One that goes round in circles would never end the list.
    return { entries, nextCursor: typeof next === 'string' && next !== cursor ? next : undefined };
  }

  function isUpInTime(member: Member): Promise<boolean> {
    if (member.isUp) return Promise.resolve(true);
    return new Promise((resolve) => {
      const cancel = clock.after(listTimeoutMs, () => resolve(false));
      void member.up().then((isUp) => {
        cancel();
        resolve(isUp);
      });
    });
  }

  return {
    async list({ id, method, params = {} }) {
      const kind = listKinds[method];
      const { cursor } = params;
      const cursors = typeof cursor === 'string' ? splitCursor(cursor) : undefined;
      if (!kind || (cursor !== undefined && !cursors)) {
        return refuse(id, rpcCode.invalidParams, 'unknown `cursor`: start the list again');
      }
      open.add(id);
      const asked = members().filter(({ name }) => !cursors || cursors.has(name));
      const pages = await Promise.all(asked.map((it) => pageOf(it, method, kind, cursors?.get(it.name))));
      if (!open.delete(id)) return;
      const more = asked.flatMap(({ name }, at) => {
        const next = pages[at]?.nextCursor;
        return next === undefined ? [] : [[name, next] as const];
      });
      const nextCursor = joinCursors(new Map(more));
      succeed(id, {
        [kind.entries]: pages.flatMap(({ entries }) => entries),
        ...(nextCursor !== undefined && { nextCursor }),
      });
    },
    cancel: (id) => void open.delete(id),
  };
}
