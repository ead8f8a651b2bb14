import { readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

/** The answer to one request. Anything that is not a file of the console is a plain refusal. */
export async function answerConsole(
  request: { readonly url: string; readonly method: string },
  rendererDir: string,
): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
  const path = filePathOf(request.url, rendererDir);
  const type = path && contentTypes[extname(path)];
  if (!path || !type) return refuse(404);
  try {
    const body = await readFile(path);
    return new Response(request.method === 'HEAD' ? null : body, { headers: headersFor(type) });
  } catch {
    return refuse(404);
  }
}

/** The file a URL names; undefined when it names nothing below the folder. */
function filePathOf(address: string, rendererDir: string): string | undefined {
  const url = URL.parse(address);
  if (url?.protocol !== 'app:' || url.host !== 'console') return undefined;
  const name = decoded(url.pathname === '/' ? '/index.html' : url.pathname);
  // A backslash separates on Windows, and a NUL ends a path early in some file systems.
  if (name === undefined || /[\\\0]/.test(name)) return undefined;
  const path = join(rendererDir, name);
  // Decoding comes first: `%2e%2e%2f` is no dot segment to the URL parser but is one to the file system.
  return relative(rendererDir, path).split(sep).includes('..') ? undefined : path;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function headersFor(type: string): Record<string, string> {
  return {
    'content-type': type,
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  };
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: headersFor('text/plain; charset=utf-8') });
}

// No remote content at all: pictures come as data URIs, everything else from the app's own files.
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};
