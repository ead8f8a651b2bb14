import type { Bridge } from '../../contract/bridge.ts';
import type { Release } from '../../contract/ports.ts';

/** Whether the page can reach the app, and why not. */
export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  /** `since`: epoch milliseconds of the first failure. */
  | { readonly kind: 'down'; readonly since: number }
  | { readonly kind: 'locked'; readonly why: LockReason };

export type LockReason = 'no_key' | 'used_link' | 'refused_key';

/** A bridge and how it fares. */
export interface Connection {
  readonly bridge: Bridge;
  state(): ConnectionState;
  subscribe(listener: () => void): Release;
  /** Opens a locked page with a key, or with a one-time link. */
  unlock(keyOrLink: string): void;
  /** Tries now instead of after the back-off. */
  retry(): void;
}

/** The window's own bridge: always there while the window is. */
export function openShellConnection(bridge: Bridge): Connection {
  const open = { kind: 'open' } as const;
  return {
    bridge,
    state: () => open,
    subscribe: () => () => undefined,
    unlock: () => undefined,
    retry: () => undefined,
  };
}
