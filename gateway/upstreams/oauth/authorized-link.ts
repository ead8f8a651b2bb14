import type { IncomingHttpHeaders } from 'node:http';
import {
  NotDoneError,
  type HttpAnswer,
  type HttpLink,
  type HttpQuestion,
  type HttpTransfer,
} from '../http-link.ts';
import { readChallenge } from './challenge.ts';
import type { OAuthSession } from './oauth-session.ts';

/**
 * The link with the person's sign-in on each request. A token that the upstream refuses is refreshed and the request
 * sent once more: refused, it was not carried out.
 */
export function authorizedLink(link: HttpLink, session: OAuthSession, name: string): HttpLink {
  return {
    get isStateful() {
      return link.isStateful;
    },
    send(question, answer) {
      let current: HttpTransfer | undefined;
      let isOver = false;
      const go = (token: string | undefined, isLast: boolean) => {
        if (isOver) return;
        current = link.send(withToken(question, token), watched(token, isLast));
      };

      function watched(token: string | undefined, isLast: boolean): HttpAnswer {
        let isRefused = false;
        return {
          onHead(status, headers) {
            isRefused = status === 401 || (status === 403 && isAboutScope(headers));
            if (!isRefused) return answer.onHead(status, headers);
            const challenge = readChallenge(headers['www-authenticate']);
            void session.refused({ status, challenge, used: token, isLast }).then((another) => {
              if (isOver) return;
              if (another !== undefined && !isLast) return go(another, true);
              isOver = true;
              answer.onError(new NotDoneError(whatToDo(session, name, status), { isRefusal: true }));
            });
          },
          onData: (chunk) => isRefused || answer.onData(chunk),
          onEnd() {
            if (!isRefused) answer.onEnd();
          },
          onError(error) {
            if (!isRefused) answer.onError(error);
          },
        };
      }

      const token = session.freshToken();
      if (token === null) void session.token().then((found) => go(found, false));
      else go(token, false);
      return {
        resume: () => current?.resume(),
        abort() {
          isOver = true;
          current?.abort();
        },
      };
    },
    close: () => link.close(),
  };
}

function withToken(question: HttpQuestion, token: string | undefined): HttpQuestion {
  if (token === undefined) return question;
  return { ...question, headers: ['authorization', `Bearer ${token}`, ...question.headers] };
}

function isAboutScope(headers: IncomingHttpHeaders): boolean {
  return readChallenge(headers['www-authenticate'])?.error === 'insufficient_scope';
}

function whatToDo(session: OAuthSession, name: string, status: number): string {
  const how = `sign in on the Upstreams page, or with \`checkstand upstreams sign-in ${name}\``;
  if (status === 403) return `it wants more rights than it was given: ${how} to give them`;
  switch (session.signIn) {
    case 'required':
      return `it wants you to sign in: ${how}`;
    case 'waiting':
      return 'it wants you to sign in: finish that in the browser';
    case 'signed_in':
      return `it answered HTTP 401 although you are signed in: ${how} again`;
    case null:
      return 'it answered HTTP 401: add its key as a header';
  }
}
