import { z } from 'zod';
import { apiError } from './errors.ts';
import type { ApiName, ApiInput, ApiOutput } from './api.ts';
import type { StoredEvent } from './events.ts';
import type { StoreView } from './model.ts';
import type { SettingsData } from './settings.ts';

/** A call as it travels; `input` is parsed on the other side. */
export const callFrame = z.strictObject({ name: z.string(), input: z.unknown() });
export type CallFrame = z.infer<typeof callFrame>;

/** The answer as it travels. Nothing is thrown across the wire. */
export const reply = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: apiError }),
]);
export type Reply = z.infer<typeof reply>;

/** What arrives unasked. Events come in `seq` order; the rest is state that is not recorded. */
export type Push =
  | { kind: 'event'; event: StoredEvent }
  | { kind: 'store'; store: StoreView }
  | { kind: 'settings'; settings: SettingsData };

/** All a page has of the app: over IPC in Electron, over a WebSocket in a browser. */
export interface Bridge {
  call(frame: CallFrame): Promise<Reply>;
  subscribe(listener: (push: Push) => void): () => void;
}

/** Native things that only a window has; absent in a browser. */
export interface ShellApi {
  readonly platform: string;
  closeWindow(): void;
  openMainWindow(): void;
}

/** WebSocket frames, client to server and back. `id` pairs a reply with its call. */
export const socketCall = z.strictObject({ id: z.int(), name: z.string(), input: z.unknown() });
export type SocketCall = z.infer<typeof socketCall>;
export type SocketMessage = { id: number; reply: Reply } | { push: Push };

/** Upgrade subprotocols: the first is agreed on, the second carries the key (RFC 6455, section 1.9). */
export const socketProtocol = 'checkstand.v1';
export const socketKeyPrefix = 'checkstand.key.';
/** Where the page opens its WebSocket, on the origin that served it. */
export const socketPath = '/socket';
/** Where the page trades its one-time ticket for a console key: POST `{ ticket }`, answered `{ key }`. */
export const ticketPath = '/ticket';

/** A bridge with types: throws nothing, answers `{ ok }`. */
export type TypedCall = <N extends ApiName>(
  name: N,
  input: ApiInput<N>,
) => Promise<{ ok: true; value: ApiOutput<N> } | { ok: false; error: z.infer<typeof apiError> }>;
