import type { JsonObject } from '../../contract/json.ts';

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

export interface Kept<T> {
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
