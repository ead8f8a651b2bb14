import type { IncomingHttpHeaders } from 'node:http';
import { isJsonObject, type JsonObject } from '../../contract/json.ts';
import type { JsonRpcMessage } from '../../contract/mcp.ts';
import type { Clock } from '../../contract/ports.ts';
import { mediaType } from '../http/guards.ts';
import { onOneLine } from '../mcp/json-scan.ts';
import { postHeaders } from '../mcp/relay-headers.ts';
import { createSseSplitter } from '../mcp/sse-split.ts';
import { frameOf } from './frame.ts';
import type { HttpLink } from './http-link.ts';

export interface Asked {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The JSON-RPC response, when there was one. */
  readonly message: JsonObject | undefined;
}

const maxBytes = 4 * 1024 * 1024;

/** Asks an upstream over HTTP one thing, outside of any conversation. Rejects when it does not answer at all. */
export function askHttp(
  link: HttpLink,
  message: JsonRpcMessage,
  headers: readonly string[],
  { clock, timeoutMs }: { readonly clock: Clock; readonly timeoutMs: number },
): Promise<Asked> {
  return new Promise((resolve, reject) => {
    let head: { status: number; headers: IncomingHttpHeaders } | undefined;
    const chunks: Buffer[] = [];
    let bytes = 0;
    const finish = (response: JsonObject | undefined) => {
      cancel();
      if (head) resolve({ ...head, message: response });
      else reject(new Error('it closed the connection without an answer'));
    };
    const splitter = createSseSplitter(({ data }) => {
      const frame = data ? frameOf(onOneLine(data)) : undefined;
      if (!frame || frame.envelope.method !== undefined) return;
      const response = frame.parse();
      finish(isJsonObject(response) ? response : undefined);
      transfer.abort();
    }, maxBytes);
    const transfer = link.send(
      { method: 'POST', headers: [...postHeaders, ...headers], body: Buffer.from(JSON.stringify(message)) },
      {
        onHead: (status, answered) => void (head = { status, headers: answered }),
        onData(chunk) {
          bytes += chunk.length;
          if (mediaType(head?.headers['content-type']) === 'text/event-stream')
            return splitter.push(chunk) || true;
          if (bytes <= maxBytes) chunks.push(chunk);
          return true;
        },
        onEnd: () => finish(parsed(Buffer.concat(chunks))),
        onError(error) {
          cancel();
          reject(error);
        },
      },
    );
    const cancel = clock.after(timeoutMs, () => {
      transfer.abort();
      reject(new Error(`no answer within ${timeoutMs / 1000} s`));
    });
  });
}

function parsed(body: Buffer): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
