import type { NewEvent } from '../../contract/events.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Decision } from '../../contract/model.ts';
import { redactArguments } from '../audit/redact.ts';
import { argumentsHash } from '../store/arguments-hash.ts';
import { whole, type FirstDecision } from '../store/event-row.ts';
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
export function decided(call: ToolCall, decision: Decided): NewEvent {
  return whole({
    type: 'tool_call.decided',
    data: {
      ...dataOf(call, decision, redactArguments(decision.args)),
      argumentsHash: decision.hashed,
    },
  });
}

/** That of a decision that is recorded ahead: what its arguments hash to is found out later, while that can be done. */
export function decidedAhead(call: ToolCall, decision: Omit<Decided, 'hashed'>): FirstDecision {
  const { args } = decision;
  const shown = redactArguments(args);
  const data = dataOf(call, decision, shown);
  return {
    type: 'tool_call.decided',
    data: shown === args ? data : { ...data, argumentsHash: argumentsHash(args) },
  };
}

function dataOf(
  call: ToolCall,
  {
    callId,
    asked,
    approvalId,
    decision,
    preview,
    session,
    policyVersion,
    isGrantPolicy,
  }: Omit<Decided, 'hashed'>,
  shown: JsonObject,
): FirstDecision['data'] {
  // In the order of canonical JSON, which is quicker to write then.
  return {
    approvalId,
    arguments: shown,
    ...(asked && { asked: redactArguments(asked) }),
    callId,
    client: call.client,
    decision,
    grantId: call.grantId,
    grantName: call.grantName,
    ...(isGrantPolicy && { isGrantPolicy }),
    policyVersion,
    ...(preview && { preview }),
    ...(session && { session }),
    sessionId: call.sessionId,
    tool: call.tool,
    ...(call.undoes !== undefined && { undoes: call.undoes }),
    upstream: call.upstream,
  };
}
