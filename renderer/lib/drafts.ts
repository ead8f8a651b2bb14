import { useCallback, useSyncExternalStore } from 'react';
import type { JsonObject } from '../../contract/json.ts';
import { useParts } from './console-context.ts';

/** Work that is not saved yet. It outlives the page it was made on, not the window. */
export interface Drafts {
  readonly rules: Kept<RuleDraft>;
  readonly texts: Kept<TextDraft>;
}

/** A tool's rule in the forms: the whole document it began on, and as it would be saved. */
export interface RuleDraft {
  readonly base: JsonObject;
  readonly document: JsonObject;
}

/** A policy in the editor. */
export interface TextDraft {
  /** The version it began on; null when there was none. */
  readonly baseVersion: number | null;
  readonly text: string;
}

interface Kept<T> {
  get(key: string): T | undefined;
  /** Undefined forgets it. */
  set(key: string, draft: T | undefined): void;
  subscribe(listener: () => void): () => void;
}

export function createDrafts(): Drafts {
  return { rules: keep(), texts: keep() };
}

function keep<T>(): Kept<T> {
  const drafts = new Map<string, T>();
  const listeners = new Set<() => void>();
  return {
    get: (key) => drafts.get(key),
    set(key, draft) {
      if (draft === undefined) drafts.delete(key);
      else drafts.set(key, draft);
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

type DraftOf<K extends keyof Drafts> = Drafts[K] extends Kept<infer T> ? T : never;

/** A draft by its key, as state. */
export function useDraft<K extends keyof Drafts>(
  kind: K,
  key: string,
): readonly [DraftOf<K> | undefined, (draft: DraftOf<K> | undefined) => void] {
  const { drafts } = useParts();
  const kept = drafts[kind] as Kept<DraftOf<K>>; // which draft belongs to which kind is lost in the index
  const draft = useSyncExternalStore(
    kept.subscribe,
    useCallback(() => kept.get(key), [kept, key]),
  );
  const set = useCallback((next: DraftOf<K> | undefined) => kept.set(key, next), [kept, key]);
  return [draft, set];
}
