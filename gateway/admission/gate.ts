import type { JsonObject } from '../../contract/json.ts';
import type { ArgumentChange, ClientInfo, Decision, ToolDefinition } from '../../contract/model.ts';

/**
 * The one seam between the protocol and the policy: `tools/call` enters here and nowhere else. Entering decides and
 * records in one synchronous step; what comes back says what the protocol side must do.
 */
export interface Gate {
  enter(call: ToolCall): Entered;
  /** Whether `tools/list` may show a tool to this grant; decided by the same policy as `enter`. */
  isListed(grantId: string, upstream: string, tool: string): boolean;
  /** Changes whenever `isListed` may answer differently: a cache key for filtered lists. */
  listVersion(grantId: string, upstream: string): string;
}

export interface ToolCall {
  readonly grantId: string;
  readonly grantName: string;
  readonly client: ClientInfo | null;
  /** The client's MCP session; null where there is none. */
  readonly sessionId: string | null;
  readonly upstream: string;
  readonly tool: string;
  readonly arguments: JsonObject;
  /** As the upstream defined it, when known. */
  readonly definition: ToolDefinition | undefined;
  /** True when the client can be kept alive by progress notifications: it may then be held longer. */
  readonly hasProgressToken: boolean;
  /** Set by the gate: calls of one grant that arrive within a second have the same. */
  readonly groupId?: string;
  /** The call that this one takes back. */
  readonly undoes?: string;
}

export type Entered = Forward | Refuse | { readonly kind: 'hold'; readonly held: Held };

/** Recorded and reserved: forward it now, then say how it ended, exactly once. */
export interface Forward {
  readonly kind: 'forward';
  readonly callId: string;
  /** Set when the call was pinned to what the person saw: send these instead of the original arguments. */
  readonly pinnedArguments: JsonObject | null;
  /** True when the result says what a reservation really came to: hand over its `structuredContent`. */
  readonly wantsResult: boolean;
  /** Goes into the `_meta` of what is sent, under `checkstand/expected`: what the upstream must still offer. */
  readonly expected: JsonObject | null;
  /** What a person changed: told to the agent with the result. */
  readonly changes: readonly ArgumentChange[];
  /**
   * Whether a result with `isError` says that the offer is not the expected one any more, so that nothing was done and
   * it is decided again. Then hold the call, and forget this ticket: it needs no outcome.
   */
  reconsider(structuredContent: JsonObject | undefined): Held | undefined;
  /** The upstream answered. Recorded after the reply is on its way. */
  completed(outcome: {
    isError: boolean;
    resultBytes: number;
    structuredContent?: JsonObject | undefined;
  }): void;
  /**
   * It did not answer, or with a JSON-RPC error; reservations are rolled back, unless it was sent and nobody can say
   * what became of it.
   */
  failed(problem: { code: string; message: string; mayHaveHappened?: boolean }): void;
}

/** A deliberate no. Hidden tools answer as unknown (JSON-RPC -32602); all others as a tool result with isError. */
export interface Refuse {
  readonly kind: 'refuse';
  readonly callId: string;
  readonly approvalId: string | null;
  readonly decision: Decision;
}

/** A call that waits: for what it would do to be looked up, then perhaps for a person. */
export interface Held {
  readonly callId: string;
  /** Null while it is being looked up what the call would do. */
  readonly approvalId: string | null;
  /** Settles with the verdict or at the hold deadline; never rejects. Never settles after `leave`. */
  readonly settled: Promise<Forward | Refuse>;
  /** The client is gone or took the call back: it is recorded as withdrawn and never executed. Safe to repeat. */
  leave(why: 'client_gone' | 'cancelled' | 'session_ended' | 'shutdown'): void;
}
