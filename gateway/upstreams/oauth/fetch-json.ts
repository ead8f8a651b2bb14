import { request } from 'undici';
import { isLoopbackHost } from '../../http/guards.ts';
import { isJsonObject, type JsonObject } from '../../../contract/json.ts';

export interface JsonAnswer {
  readonly status: number;
  /** Undefined when it is not a JSON object. */
  readonly body: JsonObject | undefined;
}

const maxBytes = 256 * 1024;
const timeoutMs = 10_000;

/** Asks for JSON outside of MCP. Redirects are not followed: they could lead anywhere. Rejects with words. */
export async function fetchJson(
  url: string,
  options: {
    readonly method: 'GET' | 'POST';
    readonly headers?: Record<string, string>;
    readonly body?: string;
  },
): Promise<JsonAnswer> {
  const { statusCode, body } = await request(url, {
    method: options.method,
    headers: { accept: 'application/json', ...options.headers },
    ...(options.body !== undefined && { body: options.body }),
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`\`${new URL(url).origin}\` did not answer: ${why}`, { cause });
  });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`\`${new URL(url).origin}\` sent more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return { status: statusCode, body: parsed(Buffer.concat(chunks).toString('utf8')) };
}

/**
 * Whether an address that a server named may be used: https, or plain http on this machine, and that only for an
 * upstream on this machine. What a stranger names must not send us, or the person's browser, to what listens here.
 */
export function isAllowedAddress(address: string, upstreamUrl: string): boolean {
  const url = URL.parse(address);
  if (!url || url.username !== '' || url.password !== '') return false;
  const isHere = isLoopbackHost(url.host);
  const isUpstreamHere = isLoopbackHost(new URL(upstreamUrl).host);
  if (url.protocol === 'https:') return !isHere || isUpstreamHere;
  return url.protocol === 'http:' && isHere && isUpstreamHere;
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
