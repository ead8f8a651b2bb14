import { isJsonObject, type JsonObject, type JsonValue } from '../../contract/json.ts';
import type { JsonRpcId } from '../../contract/mcp.ts';
import type { ArgumentChange } from '../../contract/model.ts';
import type { Refuse } from '../admission/gate.ts';
import { describeChanges } from '../approvals/argument-patch.ts';
import { supportedVersions } from './era.ts';
import { rpcCode } from './json-rpc.ts';

/** The gateway's own JSON-RPC error codes, outside of what JSON-RPC and MCP reserve. Pinned. */
export const gatewayCode = {
  /** The upstream could not be reached, did not start, or ended during the request. */
  upstreamDown: 1001,
  /** The upstream answered with something that cannot be passed on safely. */
  upstreamUnusable: 1002,
  /** The session ended, or Checkstand is stopping. */
  stopping: 1003,
  /** A limit of the gateway itself: too many sessions. */
  tooMany: 1004,
} as const;

/** A JSON-RPC error as text. Transport refusals use the HTTP status as their code. */
export function errorReply(id: JsonRpcId | null, code: number, message: string, data?: JsonObject): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code, message, ...(data && { data }) } });
}

/** The answer to a request of a revision that the gateway does not speak (2026-07-28, "Protocol Version Errors"). */
export function unsupportedVersionReply(id: JsonRpcId | null, requested: string): string {
  return errorReply(id, rpcCode.unsupportedVersion, `unsupported protocol version \`${requested}\``, {
    supported: [...supportedVersions],
    requested,
  });
}

/** The answer to a call of a tool that is not there, or must look so. */
export function unknownTool(id: JsonRpcId, tool: string): string {
  return errorReply(id, rpcCode.invalidParams, `Tool ${tool} not found`);
}

/**
 * A refusal as the agent gets it: a tool result with `isError`, because clients show its text to the model.
 * A hidden tool looks like one that does not exist.
 */
export function refusalReply(
  id: JsonRpcId,
  tool: string,
  refuse: Refuse,
  era: 'legacy' | 'modern' = 'legacy',
): string {
  const { decision, approvalId } = refuse;
  if (decision.code === 'hidden') return unknownTool(id, tool);
  const meta: JsonObject = {
    effect: decision.effect,
    code: decision.code,
    rule: decision.rule,
    retryable: decision.isRetryable,
    ...(decision.retryAfterMs !== undefined && { retryAfterMs: decision.retryAfterMs }),
    ...(approvalId !== null && { approvalId }),
  };
  return JSON.stringify({
    jsonrpc: '2.0',
    id,
    result: {
      // Modern clients reject a result without it.
      ...(era === 'modern' && { resultType: 'complete' }),
      content: [{ type: 'text', text: refusalText(refuse) }],
      isError: true,
      _meta: { 'checkstand/decision': meta },
    },
  });
}

/**
 * A result with word of what a person had changed in the call before it was carried out: without it the agent would
 * take the result for that of the call it made.
 */
export function withChangesTold(json: string | Buffer, changes: readonly ArgumentChange[]): string | Buffer {
  const message: unknown = JSON.parse(json.toString());
  if (!isJsonObject(message) || !isJsonObject(message['result'])) return json;
  const { result } = message;
  const text =
    `[CHECKSTAND] A person changed this call before approving it: ${describeChanges(changes)}. ` +
    'The result is that of the changed call; do not make up for the difference.';
  const content = Array.isArray(result['content']) ? result['content'] : [];
  const meta = isJsonObject(result['_meta']) ? result['_meta'] : {};
  const told = {
    ...result,
    content: [...content, { type: 'text', text }],
    _meta: { ...meta, 'checkstand/changes': changes as unknown as JsonValue },
  };
  return JSON.stringify({ ...message, result: told });
}

/** Waiting is not a denial: its text says how to go on. */
function refusalText({ decision }: Refuse): string {
  return decision.code === 'approval_pending' ? decision.text : `[POLICY DENIED] ${decision.text}`;
}
