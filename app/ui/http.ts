import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { ticketPath } from '../../contract/bridge.ts';
import type { ConsoleKeys } from './console-keys.ts';
import { checkHost, checkOrigin, securityHeaders, type Turned } from './guards.ts';
import type { StaticFiles } from './static-files.ts';

export interface HttpParts {
  readonly files: StaticFiles;
  readonly keys: Pick<ConsoleKeys, 'redeem'>;
  /** The port that is listened on; asked per request, as it may have been picked by the system. */
  readonly port: () => number;
}

/** Answers plain HTTP: the console's files, and the trade of a one-time ticket for a key. */
export function createHttpHandler(
  parts: HttpParts,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const turned = checkHost(request.headers, parts.port());
    if (turned) return turnAway(response, turned);
    for (const [name, value] of Object.entries(securityHeaders(request.headers.host ?? '')))
      response.setHeader(name, value);
    const path = pathOf(request);
    if (path === ticketPath) return void redeemTicket(request, response, parts.keys);
    return sendFile(request, response, parts.files, path);
  };
}

function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  files: StaticFiles,
  path: string,
): void {
  const turned = checkOrigin(request.headers, 'allowed');
  if (turned) return turnAway(response, turned);
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return turnAway(response, { status: 405, message: 'only GET and HEAD' });
  const file = files(path);
  if (!file) {
    const message = files('/')
      ? 'no such page'
      : 'the console is not built: run `npm run build`, then load this page again';
    return turnAway(response, { status: 404, message });
  }
  response.writeHead(200, {
    'content-type': file.type,
    'content-length': file.body.length,
    'cache-control': file.cache,
  });
  response.end(request.method === 'HEAD' ? undefined : file.body);
}

const ticketBody = z.object({ ticket: z.string().min(20).max(200) });

/** Never rejects. The ticket came in the link's fragment, which a browser does not send with a GET. */
async function redeemTicket(
  request: IncomingMessage,
  response: ServerResponse,
  keys: Pick<ConsoleKeys, 'redeem'>,
): Promise<void> {
  const turned =
    checkOrigin(request.headers, 'refused') ??
    (request.method === 'POST' ? undefined : ({ status: 405, message: 'only POST' } as const)) ??
    // A form cannot send this type, so no page elsewhere can post here without a preflight.
    (request.headers['content-type']?.split(';')[0]?.trim() === 'application/json'
      ? undefined
      : ({ status: 415, message: 'expected application/json' } as const));
  if (turned) return turnAway(response, turned);
  const text = await readBody(request, 4096);
  if (text === undefined)
    return turnAway(response, { status: 413, message: 'a ticket is shorter than that' });
  const body = ticketBody.safeParse(parsedJson(text));
  if (!body.success) return turnAway(response, { status: 400, message: 'expected { "ticket": "…" }' });
  const key = keys.redeem(body.data.ticket);
  if (key === undefined)
    return turnAway(response, { status: 410, message: 'this link was used or is older than 10 minutes' });
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ key }));
}

function turnAway(response: ServerResponse, { status, message }: Turned): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    // The rest of a refused body is not read.
    connection: 'close',
  });
  response.end(`${message}\n`);
}

/** The path as it was sent: nothing is decoded or resolved, it either is the name of a file or it is not. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}

/** Undefined when there is more than `limit` bytes, or the sender went away. */
async function readBody(request: IncomingMessage, limit: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > limit) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
