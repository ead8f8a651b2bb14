import type { Page, Response } from 'playwright-core';
import type { StoreView } from '../../contract/model.ts';
import type { Clock } from '../../contract/ports.ts';
import { ShopFault } from '../outcome.ts';
import { readHeader, type Header } from '../parse/header.ts';
import { marketOf } from '../parse/market.ts';
import { pageKind, type PageKind } from '../parse/page-kind.ts';
import type { ViewState } from '../view-state.ts';
import { readFace } from './page-signs.ts';
import { whenNoMore, whenThere } from './when-there.ts';

/** A page of the shop that is what it should be. */
export interface OpenedPage {
  readonly page: Page;
  readonly header: Header;
  /** Whose money signs it uses ("amazon.com.mx"). */
  readonly market: string;
}

export interface OpenParts {
  readonly store: string;
  readonly view: ViewState;
  readonly clock: Clock;
  /** How long a challenge gets that an ordinary browser passes by itself. */
  readonly challengeMs: number;
}

const readyMs = 12_000;

/** Goes there and says what it found: the page, or a fault that tells the agent what to do. */
export async function openPage(page: Page, url: string, parts: OpenParts): Promise<OpenedPage> {
  const response = await page.goto(url, { waitUntil: 'domcontentloaded' }).catch((error: unknown) => {
    throw unreachable(error, url, parts);
  });
  return lookAt(page, response, parts);
}

/** Looks at whatever page is open now. */
export async function lookAt(page: Page, response: Response | null, parts: OpenParts): Promise<OpenedPage> {
  let face = await readFace(page, response);
  let kind = pageKind(face.signs);
  if (kind.kind === 'waf') {
    // The challenge page lets an ordinary browser through by itself; nothing is done but wait.
    await whenNoMore(page, '#challenge-container', parts.challengeMs).catch(() => undefined);
    face = await readFace(page, null);
    kind = pageKind(face.signs);
  }
  const header = readHeader(face.header);
  observe(kind, header, parts);
  if (kind.kind !== 'ok') throw faultOf(kind, page.url());
  return { page, header, market: marketOf(parts.store, face.lang) };
}

/** Waits until a part of the page is there; it may come late. */
export async function whenReady(page: Page, selector: string, opened: OpenedPage): Promise<void> {
  await whenThere(page, selector, readyMs).catch((cause: unknown) => {
    if (!(cause instanceof Error) || cause.name !== 'TimeoutError') throw cause;
    const path = new URL(opened.page.url()).pathname;
    throw new ShopFault('page_not_understood', `the page \`${path}\` lacks the part that was looked for`, {
      cause,
      details: { page: path, part: selector },
    });
  });
}

/** Told to the person until they sign in again or forget the session. */
export const sessionEnded = 'the shop has ended the session that was signed in; sign in again';

const hadSession = ({ session, name, problem }: StoreView): boolean =>
  session === 'signed_in' || name !== null || problem === sessionEnded;

function observe(kind: PageKind, header: Header, { view, clock }: OpenParts): void {
  const checkedAt = clock.now();
  switch (kind.kind) {
    case 'ok':
      if (header.isSignedIn === undefined) return isThere(view, checkedAt);
      return view.set({
        session: header.isSignedIn ? 'signed_in' : 'signed_out',
        name: header.name,
        checkedAt,
        problem: !header.isSignedIn && hadSession(view.get()) ? sessionEnded : null,
      });
    case 'sign_in':
    case 'verification':
      return view.set({
        session: 'signed_out',
        name: null,
        checkedAt,
        problem: 'the shop asks to sign in; use "sign in"',
      });
    case 'continue_wall':
    case 'captcha':
    case 'waf':
      return view.set({
        session: 'blocked',
        checkedAt,
        problem: 'the shop wants to see a person before it goes on; open the browser and answer it there',
      });
    case 'server_error':
      return view.set({
        session: 'unreachable',
        checkedAt,
        problem: 'the shop answers with an error page; try again later',
      });
    case 'not_found':
      return isThere(view, checkedAt);
    case 'unknown':
      return;
  }
}

/** A page that says nothing of the session still says that the shop lets one in. */
function isThere(view: ViewState, checkedAt: number): void {
  const { session } = view.get();
  if (session !== 'blocked' && session !== 'unreachable' && session !== 'browser_down') return;
  view.set({ session: 'unknown', problem: null, checkedAt });
}

function faultOf(kind: Exclude<PageKind, { kind: 'ok' }>, url: string): ShopFault {
  const path = new URL(url).pathname;
  switch (kind.kind) {
    case 'sign_in':
    case 'verification':
      return new ShopFault(
        'sign_in_required',
        'the shop asks to sign in; ask the person to sign in to the store in Checkstand, then repeat the call',
      );
    case 'continue_wall':
    case 'captcha':
    case 'waf':
      return new ShopFault(
        'robot_check',
        'the shop shows a robot check; ask the person to open the browser from Checkstand and answer it. do not retry before that',
        { details: { wall: kind.kind } },
      );
    case 'not_found':
      return new ShopFault('not_found', `the shop has no page \`${path}\``);
    case 'server_error':
      return new ShopFault(
        'unreachable',
        'the shop answers with an error page; wait a minute, then repeat the call',
      );
    case 'unknown':
      return new ShopFault('page_not_understood', `the page \`${path}\` is none that is known`, {
        details: { page: path },
      });
  }
}

function unreachable(error: unknown, url: string, { view }: OpenParts): unknown {
  if (!(error instanceof Error)) return error;
  const net = /net::(ERR_[A-Z_]+)|interrupted by another navigation/.exec(error.message);
  const isSlow = error.name === 'TimeoutError';
  if (!net && !isSlow) return error;
  const { host } = new URL(url);
  const why = net
    ? `\`${host}\` cannot be reached (${net[1] ?? 'interrupted'})`
    : `\`${host}\` does not answer`;
  view.set({ session: 'unreachable', problem: `${why}; check the connection` });
  return new ShopFault(isSlow ? 'timeout' : 'unreachable', `${why}; try again later`, {
    cause: error,
  });
}
