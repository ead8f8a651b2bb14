import { mutatedBytes, mutatedValue } from './mutations.ts';
import type { Seeded } from './seeded.ts';

/** Where requests go, and what opens it. */
export interface Target {
  readonly path: string;
  readonly token: string;
  /** A session that was opened there. */
  readonly sessionId: string;
  readonly tools: readonly string[];
}

export interface FuzzedRequest {
  readonly bytes: Buffer;
  /** False when its framing may be broken: only the end of the connection ends it then. */
  readonly isFramed: boolean;
  readonly staysOpen: boolean;
}

const modern = '2026-07-28';
const legacy = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'];

/** A request that a client could have meant, and what became of it on a very bad line. */
export function fuzzedRequest(target: Target, index: number, random: Seeded): FuzzedRequest {
  const message = messageFor(target, index, random);
  const isModern = random.happens(0.25);
  const mutated = random.happens(0.6) ? mutatedValue(message, random) : message;
  let body: Buffer = Buffer.from(JSON.stringify(mutated) ?? 'undefined');
  if (random.happens(0.3)) body = mutatedBytes(body, random);
  if (random.happens(0.03))
    body = Buffer.concat([Buffer.from('['), body, Buffer.from(','), body, Buffer.from(']')]);

  const method = random.happens(0.9)
    ? 'POST'
    : random.pick(['GET', 'PUT', 'PATCH', 'OPTIONS', 'HEAD', 'PROPFIND']);
  const headers = headersFor(target, message, { isModern, random });
  const path = random.happens(0.95)
    ? target.path
    : random.pick([
        '/',
        '/mcp/',
        '/mcp//x',
        '/mcp/%2e%2e/x',
        `${target.path}/`,
        `${target.path}?a=%`,
        '/health',
        '*',
      ]);
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const framed = [...headers, ...(hasBody ? [`Content-Length: ${body.length}`] : [])];
  const whole = Buffer.concat([
    Buffer.from(`${method} ${path} HTTP/1.1\r\n${framed.join('\r\n')}\r\n\r\n`, 'latin1'),
    ...(hasBody ? [body] : []),
  ]);
  const isBroken = random.happens(0.06);
  return {
    bytes: isBroken ? brokenFraming(whole, body, random) : whole,
    // The answer to HEAD has a length and no body.
    isFramed: !isBroken && method !== 'HEAD',
    staysOpen: method === 'GET',
  };
}

function messageFor({ tools }: Target, index: number, random: Seeded): Record<string, unknown> {
  const id = random.happens(0.9) ? index : `r-${index}`;
  const request = (method: string, params: unknown = {}) => ({ jsonrpc: '2.0', id, method, params });
  const note = (method: string, params: unknown = {}) => ({ jsonrpc: '2.0', method, params });
  const call = () =>
    request('tools/call', {
      name: random.pick(tools),
      arguments: { mark: `m-${index}`, count: random.below(5) },
    });
  switch (random.below(14)) {
    case 0:
      return request('tools/list');
    case 1:
      return request('ping');
    case 2:
      return note('notifications/cancelled', { requestId: random.below(index + 1), reason: 'fuzz' });
    case 3:
      return note('notifications/progress', { progressToken: 1, progress: 1 });
    case 4:
      return { jsonrpc: '2.0', id: random.below(1_000), result: {} };
    case 5:
      return request(
        random.pick(['resources/list', 'prompts/get', 'completion/complete', 'logging/setLevel']),
        {
          name: 'x',
          level: 'info',
        },
      );
    case 6:
      return request(
        random.pick(['tasks/get', 'tasks/cancel', 'server/discover', 'subscriptions/listen', 'x/y']),
        {
          taskId: 't',
        },
      );
    default:
      return call();
  }
}

function headersFor(
  { token, sessionId }: Target,
  message: Record<string, unknown>,
  { isModern, random }: { isModern: boolean; random: Seeded },
): string[] {
  const params = message['params'] as { name?: string } | undefined; // made above
  const headers = [
    'Host: 127.0.0.1',
    `Authorization: Bearer ${token}`,
    'Accept: application/json, text/event-stream',
    'Content-Type: application/json',
    `MCP-Protocol-Version: ${isModern ? modern : random.pick(legacy)}`,
    ...(isModern ? [`Mcp-Method: ${String(message['method'])}`] : [`Mcp-Session-Id: ${sessionId}`]),
    ...(isModern && params?.name !== undefined ? [`Mcp-Name: ${params.name}`] : []),
  ];
  if (!random.happens(0.15)) return headers;
  const at = random.below(headers.length);
  const [name = ''] = (headers[at] ?? '').split(':');
  switch (random.below(4)) {
    case 0:
      return headers.filter((_, index) => index !== at);
    case 1:
      return [...headers, headers[at] ?? ''];
    case 2:
      return headers.map((it, index) => (index === at ? `${name}: ${random.pick(oddValues)}` : it));
    default:
      return [...headers, random.pick(oddHeaders)];
  }
}

const oddValues = [
  '',
  ' ',
  '\u00e4',
  'null',
  '*',
  'evil.example',
  'Bearer',
  'x'.repeat(9_000),
  '2030-01-01',
  '=?base64?',
];
const oddHeaders = [
  'Origin: https://evil.example',
  'Origin: null',
  'Expect: 100-continue',
  'Content-Encoding: gzip',
  'Last-Event-ID: 5',
  'X-Forwarded-Host: evil.example',
  'Cookie: a=b',
  'Upgrade: websocket',
  'TE: trailers',
];

function brokenFraming(whole: Buffer, body: Buffer, random: Seeded): Buffer {
  const text = whole.toString('latin1');
  switch (random.below(6)) {
    case 0:
      return mutatedBytes(whole, random);
    case 1:
      return Buffer.from(text.replace(/Content-Length: \d+/, `Content-Length: ${body.length + 7}`), 'latin1');
    case 2:
      return Buffer.from(text.replace(/Content-Length: \d+/, 'Content-Length: -1'), 'latin1');
    case 3:
      return Buffer.from(
        text.replace(/Content-Length: (\d+)/, 'Content-Length: $1\r\nTransfer-Encoding: chunked'),
        'latin1',
      );
    case 4:
      return Buffer.from(
        text.replace('HTTP/1.1', random.pick(['HTTP/9.9', 'HTTP/1.0', '', 'HTTX/1.1'])),
        'latin1',
      );
    default:
      return Buffer.from(text.replace(/Content-Length: \d+\r\n/, 'Transfer-Encoding: chunked\r\n'), 'latin1');
  }
}
