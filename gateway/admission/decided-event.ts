import type { NewEvent } from '../../contract/events.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Decision } from '../../contract/model.ts';
import { redactArguments } from '../audit/redact.ts';
import type { ToolCall } from './gate.ts';
import type { PolicyInForce } from './policy-book.ts';

/** Which policy decided. */
export interface DecidedBy {
  readonly policyVersion: number | null;
  readonly isGrantPolicy: boolean;
}

export function decidedBy(inForce: PolicyInForce | undefined): DecidedBy {
  const view = inForce?.view;
  return { policyVersion: view?.version ?? null, isGrantPolicy: (view?.grantId ?? null) !== null };
}

interface Decided extends DecidedBy {
  readonly callId: string;
  readonly args: JsonObject;
  /** What the client asked for, when `args` are sent in its place. */
  readonly asked?: JsonObject | undefined;
  readonly hashed: string;
  readonly approvalId: string | null;
  readonly decision: Decision;
  /** The preview facts that the decision could look at. */
  readonly preview?: JsonObject | undefined;
  readonly session?: JsonObject | undefined;
}

/** The intent event of a decision. */
export function decided(
  call: ToolCall,
  { callId, args, asked, hashed, approvalId, decision, preview, session, ...by }: Decided,
): NewEvent {
  return {
    type: 'tool_call.decided',
    data: {
      callId,
      grantId: call.grantId,
      grantName: call.grantName,
      client: call.client,
      sessionId: call.sessionId,
      upstream: call.upstream,
      tool: call.tool,
      arguments: redactArguments(args),
      ...(asked && { asked: redactArguments(asked) }),
      argumentsHash: hashed,
      policyVersion: by.policyVersion,
      ...(by.isGrantPolicy && { isGrantPolicy: true }),
      approvalId,
      ...(preview && { preview }),
      ...(call.undoes !== undefined && { undoes: call.undoes }),
      ...(session && { session }),
      decision,
    },
  };
}
