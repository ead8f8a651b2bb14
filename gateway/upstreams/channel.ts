import type { JsonRpcMessage } from '../../contract/mcp.ts';
import type { Envelope } from '../mcp/json-scan.ts';

/** One message from an upstream: what routing needs of it, and its bytes (or text) without line breaks. */
export interface Frame {
  readonly envelope: Envelope;
  readonly json: string | Buffer;
  /** The whole message; throws when it is not JSON. */
  parse(): unknown;
  /**
   * Set on an error that the gateway made in the place of an answer: `before` the upstream had the request, or `after`,
   * when nobody can say what became of it.
   */
  readonly lost?: 'before' | 'after';
}

/** One message to an upstream, parsed and as bytes. They say the same. */
export interface Outgoing {
  readonly message: JsonRpcMessage;
  readonly bytes: Buffer;
}

/** A connection with an upstream, message by message. */
export interface Channel {
  /** After the end it does nothing. */
  send(outgoing: Outgoing): void;
  /** Ends it and waits until nothing of it is left. Safe to repeat. */
  close(): Promise<void>;
}

export interface ChannelListener {
  onFrame(frame: Frame): void;
  /** Once, when it ended by itself: what happened, in words. */
  onClose(what: string): void;
}

/** Connects; rejects with an error that says in words what is wrong. Each channel is an MCP session of its own. */
export type OpenChannel = (listener: ChannelListener) => Promise<Channel>;

/** A message of the gateway's own. */
export function outgoing(message: JsonRpcMessage): Outgoing {
  return { message, bytes: Buffer.from(JSON.stringify(message)) };
}
