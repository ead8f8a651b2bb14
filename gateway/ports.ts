import type { DatabaseSync } from 'node:sqlite';
import type { JsonObject } from '../contract/json.ts';
import type { OpenMcpChannel } from '../contract/mcp.ts';
import type { Preview } from '../contract/model.ts';
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
  /** 0: per client (mcp hold deadlines). */
  readonly holdMs: () => number;
}
