import { ApiError } from '../contract/errors.ts';
import { isJsonObject, type JsonObject } from '../contract/json.ts';
import type { Surface } from '../contract/model.ts';
import type { Clock, Ids } from '../contract/ports.ts';
import { consoleGrantId } from './admission/facts.ts';
import type { FullGate } from './admission/create-gate.ts';
import type { ToolCall } from './admission/gate.ts';
import type { InProcessUpstream } from './ports.ts';
import type { AdditionsTable } from './store/additions-table.ts';
import type { EventLog } from './store/event-log.ts';
import { connectClient, type McpClient } from './upstreams/mcp-client.ts';
import type { Upstreams } from './upstreams/upstreams.ts';

interface Parts {
  readonly events: EventLog;
  readonly additions: AdditionsTable;
  readonly gate: FullGate;
  readonly upstreams: Upstreams;
  readonly inProcess: (upstream: string) => InProcessUpstream | undefined;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly version: string;
}

/** Takes back what a completed call added: a call of the person's own, through admission like any other. */
export function createUndo(
  parts: Parts,
): (callId: string, by: Surface) => Promise<{ callId: string; message: string }> {
  const { events, additions, gate, upstreams, clock } = parts;
  const underWay = new Set<string>();

  async function takeBack(undone: string, by: Surface): Promise<{ callId: string; message: string }> {
    const decided = events.eventsOfCall(undone).find((it) => it.type === 'tool_call.decided');
    if (!decided) throw new ApiError('not_found', `there is no call \`${undone}\``);
    const { upstream, tool } = decided.data;
    const plan = parts.inProcess(upstream)?.undoOf?.(tool);
    const addition = additions.ofCall(undone);
    const connection = upstreams.get(upstream)?.connection;
    if (!plan || !addition || connection?.kind !== 'pump') {
      throw new ApiError('conflict', 'this call added nothing that is still there to be taken back');
    }
    const open = { open: connection.open, clock, version: parts.version };
    const client = await connectClient(open, { onToolsChanged() {}, onClose() {} });
    try {
      const seen = await callTool(client, plan.look, {}).then(({ content }) => content);
      const change = { product: addition.product, pieces: addition.pieces };
      const next = plan.takeBack(seen, change);
      if (!next) throw new ApiError('conflict', 'it is not in the cart any more');
      const callId = parts.ids.next();
      const entered = gate.enterByPerson({ ...callOf(upstream, next, by), undoes: undone }, callId);
      if (entered.kind === 'refuse') {
        throw new ApiError('conflict', `the policy refuses to take it back: ${entered.decision.text}`);
      }
      try {
        const { content, isError, text } = await callTool(client, next.tool, next.arguments);
        entered.completed({ isError, resultBytes: Buffer.byteLength(text), structuredContent: content });
        if (isError) throw new ApiError('conflict', `it was not taken back: ${text}`);
        return { callId, message: text };
      } catch (error) {
        if (error instanceof ApiError) throw error;
        const message = error instanceof Error ? error.message : String(error);
        entered.failed({ code: 'upstream_error', message, mayHaveHappened: true });
        throw new ApiError('unavailable', `the shop did not answer: ${message}; look at the cart`);
      }
    } finally {
      await client.close();
    }
  }

  function callOf(
    upstream: string,
    { tool, arguments: args }: { readonly tool: string; readonly arguments: JsonObject },
    by: Surface,
  ): ToolCall {
    return {
      grantId: consoleGrantId,
      grantName: `you, from the ${by}`,
      client: null,
      sessionId: null,
      upstream,
      tool,
      arguments: args,
      definition: upstreams.tool(upstream, tool),
      hasProgressToken: false,
    };
  }

  return async (callId, by) => {
    if (underWay.has(callId)) throw new ApiError('conflict', 'it is being taken back already');
    underWay.add(callId);
    try {
      return await takeBack(callId, by);
    } finally {
      underWay.delete(callId);
    }
  };
}

async function callTool(
  client: McpClient,
  name: string,
  args: JsonObject,
): Promise<{ content: JsonObject; isError: boolean; text: string }> {
  const result = await client.request('tools/call', { name, arguments: args }, toolTimeoutMs);
  const { structuredContent, content } = result;
  const first = Array.isArray(content) ? content[0] : undefined;
  return {
    content: isJsonObject(structuredContent) ? structuredContent : {},
    isError: result['isError'] === true,
    text: isJsonObject(first) && typeof first['text'] === 'string' ? first['text'] : '',
  };
}

/** A real shop takes its time. */
const toolTimeoutMs = 120_000;
