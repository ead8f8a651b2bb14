import type { TypedCall } from '../../contract/bridge.ts';
import type { Release } from '../../contract/ports.ts';

/** Pictures by id, each asked for once. */
export interface Pictures {
  /** The data URI; null when there is none; undefined while it is on its way. Asks on first need. */
  get(pictureId: string): string | null | undefined;
  readonly subscribe: (listener: () => void) => Release;
}

export function createPictures(call: TypedCall): Pictures {
  const known = new Map<string, string | null>();
  const asked = new Set<string>();
  const listeners = new Set<() => void>();

  async function ask(pictureId: string): Promise<void> {
    const answer = await call('pictures.get', { pictureId });
    // Lost with the connection: asked for again on the next need. Telling anybody now would be a need, for ever.
    if (!answer.ok && answer.error.code === 'unavailable') {
      asked.delete(pictureId);
      return;
    }
    // Anything else is final.
    known.set(
      pictureId,
      answer.ok && answer.value.dataUri.startsWith('data:image/') ? answer.value.dataUri : null,
    );
    for (const listener of listeners) listener();
  }

  return {
    get(pictureId) {
      if (!asked.has(pictureId)) {
        asked.add(pictureId);
        void ask(pictureId); // never rejects
      }
      return known.get(pictureId);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
