import { z } from 'zod';
import { ticketPath } from '../../contract/bridge.ts';
import type { LockReason } from './connection.ts';

/** What the page shows at the WebSocket: got for a one-time ticket, kept for the tab. */
export interface ConsoleKeys {
  obtain(): Promise<Obtained>;
  /** Takes what the person pasted: a key, or a whole one-time link. */
  accept(keyOrLink: string): void;
  /** The key was refused: forget it. */
  forget(): void;
}

export type Obtained =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'locked'; readonly why: LockReason }
  | { readonly kind: 'unreachable' };

export interface KeyParts {
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** The ticket in the page's address, taken out of it for good. */
  readonly takeTicket: () => string | undefined;
  readonly fetch: typeof fetch;
}

const storageKey = 'checkstand.key';
const ticketAnswer = z.object({ key: z.string().min(1) });

/** Keeps the console key in the tab's session storage; a reload stays signed in, a new tab does not. */
export function createConsoleKeys({ storage, takeTicket, fetch }: KeyParts): ConsoleKeys {
  let ticket = takeTicket();
  let isRefused = false;

  async function trade(value: string): Promise<Obtained> {
    let response: Response;
    try {
      response = await fetch(ticketPath, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ticket: value }),
      });
    } catch {
      return { kind: 'unreachable' };
    }
    // From here the ticket is spent, or was never good: a second try could only fail.
    ticket = undefined;
    const answer = response.ok ? ticketAnswer.safeParse(await response.json().catch(() => null)) : undefined;
    if (answer?.success) {
      storage.setItem(storageKey, answer.data.key);
      return { kind: 'key', key: answer.data.key };
    }
    return kept() ?? { kind: 'locked', why: 'used_link' };
  }

  function kept(): Obtained | undefined {
    const key = storage.getItem(storageKey);
    return key ? { kind: 'key', key } : undefined;
  }

  return {
    obtain: async () => {
      if (ticket !== undefined) return trade(ticket);
      return kept() ?? { kind: 'locked', why: isRefused ? 'refused_key' : 'no_key' };
    },
    accept(keyOrLink) {
      const text = keyOrLink.trim();
      const linked = ticketOf(text);
      if (linked !== undefined) ticket = linked;
      else storage.setItem(storageKey, text);
    },
    forget() {
      isRefused = true;
      storage.removeItem(storageKey);
    },
  };
}

/** The ticket in a one-time link or in a `#ticket=…` hash. */
export function ticketOf(link: string): string | undefined {
  return /#ticket=([A-Za-z0-9_-]+)/.exec(link)?.[1];
}
