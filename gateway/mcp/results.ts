import type { JsonObject } from '../../contract/json.ts';
import type { JsonRpcId } from '../../contract/mcp.ts';
import type { Refuse } from '../admission/gate.ts';
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
  if (decision.code === 'hidden') return errorReply(id, rpcCode.invalidParams, `Tool ${tool} not found`);
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

/** Waiting is not a denial: its text says how to go on. */
function refusalText({ decision }: Refuse): string {
  return decision.code === 'approval_pending' ? decision.text : `[POLICY DENIED] ${decision.text}`;
}
