import type { CartLine } from './cart.ts';

/** What the shop tells a visitor once, on the next page; nothing of it outlives the process. */
export interface Notes {
  /** Rows removed since the cart was last read, and what to say about it. Reading takes them away. */
  takeRemoved(sessionId: string): readonly RemovedLine[];
  noteRemoved(sessionId: string, removed: RemovedLine): void;
  takeNotice(sessionId: string): string | null;
  notice(sessionId: string, text: string): void;
  /** The last add, for the confirmation page. */
  lastAdd(sessionId: string): LastAdd | undefined;
  noteAdd(sessionId: string, add: LastAdd): void;
}

export interface RemovedLine {
  readonly line: CartLine;
  readonly why: 'deleted' | 'saved';
}

export interface LastAdd {
  readonly asin: string;
  readonly countBefore: number;
}

export function createNotes(keepsRemoved: () => boolean): Notes {
  const removed = new Map<string, RemovedLine[]>();
  const notices = new Map<string, string>();
  const adds = new Map<string, LastAdd>();
  return {
    takeRemoved: (sessionId) => {
      const lines = removed.get(sessionId) ?? [];
      if (!keepsRemoved()) removed.delete(sessionId);
      return lines;
    },
    noteRemoved: (sessionId, line) => {
      removed.set(sessionId, [...(removed.get(sessionId) ?? []), line].slice(-20));
    },
    takeNotice: (sessionId) => {
      const text = notices.get(sessionId) ?? null;
      notices.delete(sessionId);
      return text;
    },
    notice: (sessionId, text) => void notices.set(sessionId, text),
    lastAdd: (sessionId) => adds.get(sessionId),
    noteAdd: (sessionId, add) => void adds.set(sessionId, add),
  };
}
