import { useCallback, useSyncExternalStore } from 'react';
import { useParts } from './console-context.ts';
import type { Drafts, Kept } from './drafts.ts';

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
