import type { IncomingMessage } from 'node:http';
import type { Markup } from './html.ts';
import type { View } from './pages/view.ts';
import type { Session } from './state.ts';

/** One request, read and belonging to a session. */
export interface Visit {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  /** Fields of a posted form or the query; the first of each name counts. */
  readonly fields: URLSearchParams;
  /** The body when JSON was posted. */
  readonly json: unknown;
  readonly session: Session;
  readonly view: View;
  /** Asked by a script of the page rather than by going there. */
  readonly isScripted: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly type?: string;
  readonly body: string | Markup;
}

export const page = (body: Markup, status = 200): Answer => ({ status, body });

export const redirect = (location: string, cookies: readonly string[] = []): Answer => ({
  status: 302,
  headers: { location },
  cookies,
  body: '',
});

export const json = (value: unknown, status = 200): Answer => ({
  status,
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(value),
});

/** A path of this shop, or the home page when `target` leads anywhere else. */
export function localPath(target: string, origin: string): string {
  if (!URL.canParse(target, origin)) return '/';
  const url = new URL(target, origin);
  return url.origin === origin ? `${url.pathname}${url.search}` : '/';
}

const bodyLimit = 64 * 1024;

/** The body as text; undefined when it is larger than any form of the shop. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export function readCookies(header: string | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0) cookies.set(part.slice(0, at).trim(), part.slice(at + 1).trim());
  }
  return cookies;
}

const year = 365 * 24 * 60 * 60;

/** A cookie that outlives the browser, or with an empty value one that ends now. */
export function cookie(name: string, value: string, { isHttpOnly = false } = {}): string {
  const age = value === '' ? 0 : year;
  return `${name}=${value}; Path=/; Max-Age=${age}; SameSite=Lax${isHttpOnly ? '; HttpOnly' : ''}`;
}
