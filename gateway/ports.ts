import type { DatabaseSync } from 'node:sqlite';
import type { JsonObject } from '../contract/json.ts';
import type { OpenMcpChannel } from '../contract/mcp.ts';
import type { CallOutcome, Preview } from '../contract/model.ts';
import type { PolicyDocument } from '../contract/policy-document.ts';
import type { Clock, Ids, Log, SecretStore } from '../contract/ports.ts';

/** A server that lives in this process. The gateway knows nothing of what it does. */
export interface InProcessUpstream {
  readonly name: string;
  readonly open: OpenMcpChannel;
  /** The policy a fresh installation starts with. */
  readonly shippedPolicy: PolicyDocument;
  /** Finds out, without side effects, what a call would do. Absent: nothing to show but the arguments. */
  readonly preview?: (tool: string, args: JsonObject, signal: AbortSignal) => Promise<Preview | undefined>;
  /** What is known of the session with the upstream, for `session.*`; as it was last seen, without looking. */
  readonly session?: () => JsonObject;
  /** What a completed call changed, by the structured content of its result; undefined: nothing that is counted. */
  readonly changeOf?: (tool: string, result: JsonObject) => PiecesChange | undefined;
  /** What a completed call came to, to be shown and kept; undefined: nothing to say. */
  readonly outcomeOf?: (tool: string, result: JsonObject) => CallOutcome | undefined;
  /** How to take back what a call of that tool added; undefined: it cannot be. */
  readonly undoOf?: (tool: string) => UndoPlan | undefined;
}

/** So many pieces more of a product; negative: fewer. */
export interface PiecesChange {
  readonly product: string;
  readonly pieces: number;
}

/** First a look at how things are, then the call that takes the pieces away, made from what was seen. */
export interface UndoPlan {
  readonly look: string;
  /** Undefined: there is nothing left to take back. */
  takeBack(
    seen: JsonObject,
    change: PiecesChange,
  ): { readonly tool: string; readonly arguments: JsonObject } | undefined;
}

export interface GatewayParts {
  readonly version: string;
  readonly database: DatabaseSync;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly secrets: SecretStore;
  readonly inProcess: readonly InProcessUpstream[];
  /** Read at each use, so that a changed setting holds for the next call. */
  readonly approvalExpiryMs: () => number;
  /** By how much a price may be above the approved one, in percent, before it asks again. Absent: by nothing. */
  readonly priceTolerancePercent?: () => number;
  /** Shows an address in the person's browser; answers whether it did. Absent: there is no browser to show it. */
  readonly openUrl?: (url: string) => Promise<boolean>;
  /** 0: per client (mcp hold deadlines). */
  readonly holdMs: () => number;
}
