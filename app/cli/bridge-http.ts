import { request, type IncomingMessage } from 'node:http';
import { isJsonObject, type JsonObject } from '../../contract/json.ts';
import { mediaType } from '../../gateway/http/guards.ts';
import { createSseSplitter } from '../../gateway/mcp/sse-split.ts';

/** What became of a request to the app. */
export type Ended =
  /** Its answer, and any messages before it, were handed on; or there was none to expect. */
  | { readonly how: 'done' }
  /** It was not taken: with what status, and what was said. */
  | { readonly how: 'refused'; readonly status: number; readonly message: JsonObject | undefined }
  /** Nobody was there: it certainly was not sent. */
  | { readonly how: 'unreached' }
  /** The connection broke after it was sent. */
  | { readonly how: 'broken' };

export interface Question {
  readonly url: string;
  readonly method: 'POST' | 'GET' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  readonly onHead?: (res: IncomingMessage) => void;
  readonly onMessage: (json: Buffer, id: string | undefined) => void;
}

const maxBytes = 64 * 1024 * 1024;

/** One request to the app; every message of the answer is handed on as it comes. Never rejects. */
export function ask({ url, method, headers, body, signal, onHead, onMessage }: Question): Promise<Ended> {
  return new Promise((resolve) => {
    const req = request(url, {
      method,
      signal,
      // A connection of its own: whether a kept one broke before or after the request, nobody could say.
      agent: false,
      headers: {
        accept: method === 'GET' ? 'text/event-stream' : 'application/json, text/event-stream',
        ...(body !== undefined && {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(body)),
        }),
        ...headers,
      },
    });
    req.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ how: error.code === 'ECONNREFUSED' ? 'unreached' : 'broken' }),
    );
    req.on('response', (res) => {
      const status = res.statusCode ?? 0;
      const type = mediaType(res.headers['content-type']);
      const chunks: Buffer[] = [];
      const splitter = createSseSplitter(({ raw, data }) => data && onMessage(data, idOf(raw)), maxBytes);
      if (status < 300) onHead?.(res);
      res.on('data', (chunk: Buffer) => {
        if (status < 300 && type === 'text/event-stream') splitter.push(chunk);
        else chunks.push(chunk);
      });
      res.on('error', () => resolve({ how: 'broken' }));
      res.on('end', () => {
        const whole = Buffer.concat(chunks);
        if (status >= 300) return resolve({ how: 'refused', status, message: parsed(whole) });
        if (type === 'application/json' && whole.length > 0) onMessage(whole, undefined);
        resolve({ how: 'done' });
      });
    });
    req.end(body);
  });
}

function idOf(event: Buffer): string | undefined {
  return /(?:^|\n)id: ?([^\r\n]*)/.exec(event.subarray(0, 1024).toString('utf8'))?.[1];
}

function parsed(body: Buffer): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
