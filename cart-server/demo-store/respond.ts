import type { ServerResponse } from 'node:http';
import { errorPage, notFoundText } from './pages/wall-pages.ts';
import type { View } from './pages/view.ts';
import { scriptHashes } from './scripts.ts';
import type { Trouble } from './switches.ts';
import { cookie, page, type Answer } from './visit.ts';

/** Sends an answer with the headers every answer of the shop has. */
export function send(response: ServerResponse, answer: Answer, isHeadOnly = false): void {
  const body = Buffer.from(answer.body.toString());
  response.writeHead(answer.status, {
    'content-type': answer.type ?? 'text/html; charset=utf-8',
    'content-length': body.length,
    'cache-control': 'no-store',
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    ...answer.headers,
    ...(answer.cookies && answer.cookies.length > 0 && { 'set-cookie': [...answer.cookies] }),
  });
  response.end(isHeadOnly ? undefined : body);
}

/** The cookies of a first visit. */
export function newSessionCookies(sessionId: string, lang: string): readonly string[] {
  return [
    cookie('session-id', sessionId, { isHttpOnly: true }),
    cookie('session-id-time', '2082787201l'),
    cookie('i18n-prefs', 'USD'),
    cookie('lc-main', lang.replace('-', '_')),
    cookie('ubid-main', `${sessionId.slice(0, 3)}-0000000-0000000`),
  ];
}

/** Troubles that are a page. */
export type PageTrouble = Exclude<Trouble['kind'], 'drop' | 'drop_answer'>;

export function troublePage(view: View, kind: PageTrouble): Answer {
  switch (kind) {
    case '503':
      return page(
        errorPage(view, { title: '503 - Service Unavailable Error', text: 'Please try again in a moment.' }),
        503,
      );
    case 'sorry':
      return page(errorPage(view, { title: view.texts.sorry, text: 'Please go back and try again.' }), 200);
    case 'not_found':
      return page(errorPage(view, notFoundText), 404);
  }
}

const policy = [
  "default-src 'none'",
  "img-src 'self' data:",
  "style-src 'self'",
  `script-src ${scriptHashes}`,
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');
