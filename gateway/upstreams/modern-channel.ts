import { isJsonObject } from '../../contract/json.ts';
import type { JsonRpcRequest } from '../../contract/mcp.ts';
import type { ToolDefinition } from '../../contract/model.ts';
import type { Clock } from '../../contract/ports.ts';
import { mediaType } from '../http/guards.ts';
import { modernVersion } from '../mcp/era.ts';
import { onOneLine } from '../mcp/json-scan.ts';
import { encodeHeader, paramHeaders } from '../mcp/modern/param-headers.ts';
import { postHeaders } from '../mcp/relay-headers.ts';
import { createSseSplitter } from '../mcp/sse-split.ts';
import type { OpenChannel } from './channel.ts';
import { frameOf } from './frame.ts';
import { describeHttpError, mayHaveHappened, type HttpLink, type HttpTransfer } from './http-link.ts';
import { createModernSpeaker, type ModernAnswer, type ModernTransport } from './modern-speaker.ts';

interface Parts {
  readonly link: HttpLink;
  readonly clock: Clock;
  /** As last listed: which arguments are to be repeated in headers. */
  readonly definition: (tool: string) => ToolDefinition | undefined;
}

const maxBytes = 64 * 1024 * 1024;

/** A modern upstream over HTTP, as a channel that looks like a legacy one. */
export function openModernChannel(parts: Parts): OpenChannel {
  return async (listener) => createModernSpeaker(httpTransport(parts), parts.clock, listener);
}

/** One POST for each request; closing it is cancelling. */
function httpTransport({ link, definition }: Parts): ModernTransport {
  const transfers = new Set<HttpTransfer>();

  function headersOf({ method, params = {} }: JsonRpcRequest): string[] {
    const headers = [...postHeaders, 'mcp-protocol-version', modernVersion, 'mcp-method', method];
    const { name, uri, arguments: args } = params;
    const named = method === 'resources/read' ? uri : name;
    if (typeof named === 'string') headers.push('mcp-name', encodeHeader(named));
    if (method !== 'tools/call' || typeof name !== 'string') return headers;
    const { inputSchema } = definition(name) ?? {};
    for (const [header, value] of paramHeaders(inputSchema, isJsonObject(args) ? args : {})) {
      if (value !== undefined) headers.push(header, encodeHeader(value));
    }
    return headers;
  }

  function send(request: JsonRpcRequest, answer: ModernAnswer): HttpTransfer {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let head = { status: 0, type: '' };
    let isAnswered = false;
    const take = (data: Buffer) => {
      const message = frameOf(onOneLine(data)).parse();
      if (!isJsonObject(message)) return;
      isAnswered ||= message['method'] === undefined;
      answer.onMessage(message);
    };
    const splitter = createSseSplitter(({ data }) => data && take(data), maxBytes);
    const transfer = link.send(
      { method: 'POST', headers: headersOf(request), body: Buffer.from(JSON.stringify(request)) },
      {
        onHead: (status, headers) => void (head = { status, type: mediaType(headers['content-type']) }),
        onData(chunk) {
          bytes += chunk.length;
          if (head.type === 'text/event-stream') return splitter.push(chunk) || (transfer.abort(), true);
          if (bytes <= maxBytes) chunks.push(chunk);
          return true;
        },
        onEnd() {
          transfers.delete(transfer);
          if (head.type === 'application/json') take(Buffer.concat(chunks));
          if (isAnswered) return;
          answer.onLost(`the upstream answered HTTP ${head.status} without a response`, 'after');
        },
        onError(error) {
          transfers.delete(transfer);
          if (isAnswered) return;
          const lost = mayHaveHappened(error) ? 'after' : 'before';
          answer.onLost(`the upstream did not answer: ${describeHttpError(error)}`, lost);
        },
      },
    );
    transfers.add(transfer);
    return transfer;
  }

  return {
    send(request, answer) {
      const transfer = send(request, answer);
      return { cancel: () => transfer.abort() };
    },
    async close() {
      for (const transfer of transfers) transfer.abort();
    },
  };
}
