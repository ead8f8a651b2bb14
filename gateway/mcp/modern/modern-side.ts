import type { JsonObject } from '../../../contract/json.ts';
import type { Reply } from '../../http/reply.ts';
import type { Exchange } from '../exchange.ts';
import type { ClientRequest } from '../json-rpc.ts';
import type { ForwardedHeaders } from '../session.ts';
import type { Envelope } from './envelope.ts';

/** A request of a modern client that passed every check of its form. */
export interface Incoming {
  readonly request: ClientRequest;
  readonly envelope: Envelope;
  readonly headers: ForwardedHeaders;
}

/** The message as it goes upstream: as it came, or as the gate pinned it. */
export interface ModernCall {
  readonly message: ClientRequest['message'];
  readonly bytes: Buffer;
  readonly envelope: Envelope;
  readonly headers: ForwardedHeaders;
}

/** How one upstream is reached for one grant's modern clients. */
export interface ModernSide {
  /** Sends it and answers the exchange in time. */
  forward(exchange: Exchange, call: ModernCall): void;
  /** Nobody waits for it any more. */
  cancel(exchange: Exchange): void;
  /** Takes `subscriptions/listen`; `onEnd` is called once, whoever ended it. */
  listen(incoming: Incoming, reply: Reply, onEnd: () => void): Listening;
  /** Takes a repeated request that answers what the upstream asked; false when it is none. */
  resume(incoming: Incoming, reply: Reply): boolean;
  close(): Promise<void>;
}

/** An open `subscriptions/listen` stream. */
export interface Listening {
  /** The list of tools may look different now. */
  announceTools(): void;
  end(): void;
}

/** What a client wants to hear of. */
export function wantedOf(params: JsonObject | undefined): JsonObject {
  const wanted = params?.['notifications'];
  return typeof wanted === 'object' && wanted !== null && !Array.isArray(wanted) ? wanted : {};
}
