import type { ServerResponse } from 'node:http';
import type { Reply } from '../http/reply.ts';
import type { Abandonment } from './exchange.ts';
import type { ClientMessage } from './json-rpc.ts';

export type EndReason = Extract<Abandonment, 'session_ended' | 'shutdown'>;

/** One client's standing connection with one upstream, in the legacy era. */
export interface Session {
  /** As in `Mcp-Session-Id`; null for an upstream that has no sessions. */
  readonly id: string | null;
  readonly grantId: string;
  readonly upstream: string;
  /** A request is unanswered or an event stream is open: it does not expire. */
  isBusy(): boolean;
  /** A request that is not held is unanswered. */
  hasRequests(): boolean;
  /** Takes back what waits for a person, because Checkstand stops. */
  leaveHeld(): void;
  /** Takes one message of the client; the reply is answered sooner or later. */
  receive(message: ClientMessage, reply: Reply, headers: ForwardedHeaders): void;
  /** GET: opens the stream for messages that belong to no request, after `lastEventId` when given. */
  openStream(res: ServerResponse, lastEventId: string | undefined, headers: ForwardedHeaders): void;
  /** DELETE: answers and ends. */
  remove(res: ServerResponse, headers: ForwardedHeaders): Promise<void>;
  /** Tells the client that its list of tools may look different now. */
  announceTools(): void;
  /** Ends what is open on both sides. Safe to repeat. */
  end(why: EndReason): Promise<void>;
}

/** Request headers that may go on to an upstream over HTTP, as name and value in turn. */
export type ForwardedHeaders = readonly string[];

/** The grant as it was authenticated. */
export interface SessionGrant {
  readonly id: string;
  readonly name: string;
}

export const toolsChanged = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
