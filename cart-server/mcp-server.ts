import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
  type CallToolResult,
  type ServerNotification,
  type ServerRequest,
  type Tool as ToolDefinition,
} from '@modelcontextprotocol/sdk/types.js';
import type { Clock, Log } from '../contract/ports.ts';
import type { Browser } from './browser/browser.ts';
import { messageOf } from './message-of.ts';
import { toCallToolResult, wrongArguments } from './response.ts';
import type { Shop } from './shop.ts';
import type { Tool } from './tool.ts';
import { expectedOffer, type ExpectedOffer } from './tools/expected.ts';

export interface McpServerParts {
  readonly tools: readonly Tool[];
  readonly shop: Shop;
  readonly browser: Browser;
  readonly clock: Clock;
  readonly log: Log;
}

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

const instructions =
  'A shopping cart. Search first, then add by asin. Every add reports what the cart really shows; a result with another ' +
  'outcome than "ok" says what to do. Nothing here places an order.';

/** Serves one MCP connection; all connections share the shop and its browser. */
export async function serve(transport: Transport, parts: McpServerParts): Promise<void> {
  const server = new Server(
    { name: 'checkstand-cart', title: 'Checkstand cart', version: '0.1.0' },
    { capabilities: { tools: {} }, instructions },
  );
  const byName = new Map(parts.tools.map((it) => [it.name, it]));
  const definitions = parts.tools.map((it) => it.definition as ToolDefinition); // built to that shape in defineTool
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: definitions }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const tool = byName.get(params.name);
    if (!tool) throw new McpError(ErrorCode.InvalidParams, `unknown tool \`${params.name}\``);
    return callTool(tool, params.arguments ?? {}, extra, parts);
  });
  await server.connect(transport);
}

async function callTool(
  tool: Tool,
  args: Parameters<Tool['call']>[0],
  extra: Extra,
  { shop, browser, clock, log }: McpServerParts,
): Promise<CallToolResult> {
  const expected = readExpected(extra);
  const progress = startProgress(extra, clock);
  try {
    const result = await tool.call(args, {
      shop,
      browser,
      signal: extra.signal,
      expected,
      isFollowed: extra._meta?.progressToken !== undefined,
      progress: (message) => progress.tell(message),
    });
    return 'wrongArguments' in result ? wrongArguments(result.wrongArguments) : toCallToolResult(result);
  } catch (error) {
    if (extra.signal.aborted) throw error;
    log.error('a tool failed', {
      tool: tool.name,
      error: error instanceof Error ? error.stack : String(error),
    });
    return toCallToolResult({
      outcome: 'page_not_understood',
      message: `${tool.name} failed: ${messageOf(error).split('\n')[0] ?? ''}`,
      data: {},
    });
  } finally {
    progress.stop();
  }
}

/** An expectation that cannot be read must not pass for none. */
function readExpected({ _meta: meta }: Extra): ExpectedOffer | undefined {
  const given = meta?.['checkstand/expected'];
  if (given === undefined) return undefined;
  const read = expectedOffer.safeParse(given);
  if (read.success) return read.data;
  throw new McpError(ErrorCode.InvalidParams, '`_meta["checkstand/expected"]` cannot be read');
}

const heartbeatMs = 10_000;

/** Tells a client that asked for it what happens, and that it still does. */
function startProgress(extra: Extra, clock: Clock): { tell(message: string): void; stop(): void } {
  const token = extra._meta?.progressToken;
  if (token === undefined) return { tell: () => undefined, stop: () => undefined };
  let progress = 0;
  let last = 'waiting for the browser';
  let stopTimer = () => {};
  const send = (): void => {
    progress += 1;
    const params = { progressToken: token, progress, message: last };
    // A client that is gone misses nothing.
    void extra.sendNotification({ method: 'notifications/progress', params }).catch(() => undefined);
    stopTimer();
    stopTimer = clock.after(heartbeatMs, send);
  };
  stopTimer = clock.after(heartbeatMs, send);
  return {
    tell: (message) => {
      last = message;
      send();
    },
    stop: () => stopTimer(),
  };
}
