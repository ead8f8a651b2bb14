import type { BrowserContext, Page } from 'playwright-core';
import type { Clock } from '../../contract/ports.ts';
import { readHeader } from '../parse/header.ts';
import { pageKind, type SignInStep } from '../parse/page-kind.ts';
import { readFace, type PageFace } from './page-signs.ts';

/** Why signing in did not succeed, for the person. */
export class SignInError extends Error {
  readonly code = 'sign_in_failed';
  constructor(message: string) {
    super(message);
    this.name = 'SignInError';
  }
}

export interface Account {
  readonly email: string;
  readonly password: string;
}

/** Goes from the shop's first page to its sign-in form, by the address the page itself gives. */
export async function openSignIn(page: Page, baseUrl: string): Promise<void> {
  await page.goto(`${baseUrl}/`, { waitUntil: 'domcontentloaded' });
  const { header } = await readFace(page, null);
  if (readHeader(header).isSignedIn === false && header.accountHref) {
    await page.goto(new URL(header.accountHref, baseUrl).href, { waitUntil: 'domcontentloaded' });
  }
}

const maxSteps = 6;

/** Fills in the form of an account that is known; every step that needs a person is an error in words. */
export async function signInWith(page: Page, baseUrl: string, account: Account): Promise<void> {
  await openSignIn(page, baseUrl);
  for (let step = 0; step < maxSteps; step += 1) {
    const face = await readFace(page, null);
    const kind = pageKind(face.signs);
    if (kind.kind === 'ok' && readHeader(face.header).isSignedIn) return;
    if (kind.kind !== 'sign_in')
      throw new SignInError(`the store shows ${wordsFor(kind.kind)} instead of its sign-in form`);
    await answer(page, kind.step, account);
  }
  throw new SignInError('the sign-in form asked for more steps than it should');
}

export interface WindowParts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** Waits until a page of the window shows that somebody is signed in. The person types; nothing here does. */
export function whenSignedIn(context: BrowserContext, parts: WindowParts): Promise<boolean> {
  return whenShown(context, (face) => readHeader(face.header).isSignedIn === true, parts);
}

/** Waits until a page of the window is one of the shop's own, and no wall. The person answers; nothing here does. */
export function whenLetThrough(
  context: BrowserContext,
  baseUrl: string,
  parts: WindowParts,
): Promise<boolean> {
  const host = new URL(baseUrl).host;
  return whenShown(
    context,
    (face, page) => pageKind(face.signs).kind === 'ok' && URL.parse(page.url())?.host === host,
    parts,
  );
}

/** Waits until the person closes the window. */
export function whenClosed(context: BrowserContext, parts: WindowParts): Promise<boolean> {
  return whenShown(context, () => false, parts);
}

/** False when the window was closed, the time is over or `signal` aborts before a page was as wanted. */
async function whenShown(
  context: BrowserContext,
  isWanted: (face: PageFace, page: Page) => boolean,
  parts: WindowParts,
): Promise<boolean> {
  return new Promise((resolve) => {
    const stopTimer = parts.clock.after(parts.timeoutMs, () => finish(false));
    const leave = () => finish(false);
    const finish = (isSignedIn: boolean): void => {
      stopTimer();
      parts.signal.removeEventListener('abort', leave);
      resolve(isSignedIn);
    };
    const look = (page: Page): void => {
      readFace(page, null).then(
        (face) => isWanted(face, page) && finish(true),
        () => undefined, // the page went on to another; its own event follows
      );
    };
    const watch = (page: Page): void => {
      page.on('domcontentloaded', () => look(page));
      page.on('close', () => context.pages().length === 0 && finish(false));
      look(page);
    };
    parts.signal.addEventListener('abort', leave);
    context.on('close', () => finish(false));
    context.on('page', watch);
    context.pages().forEach(watch);
    // What ended before anybody listened tells nobody of it.
    if (context.isClosed() || context.pages().length === 0 || parts.signal.aborted) finish(false);
  });
}

async function answer(page: Page, step: SignInStep, account: Account): Promise<void> {
  switch (step) {
    case 'email':
      return submit(page, '#ap_email_login, #ap_email', account.email);
    case 'password':
      return submit(page, '#ap_password', account.password);
    case 'email_error':
    case 'no_such_account':
      throw new SignInError(`the store does not know the account \`${account.email}\``);
    case 'password_error':
      throw new SignInError('the store says that the password is wrong');
    case 'otp':
    case 'otp_error':
    case 'otp_device_choice':
    case 'other':
      throw new SignInError('the store asks for a code or another step that only a person can answer');
  }
}

async function submit(page: Page, field: string, value: string): Promise<void> {
  const input = page.locator(field).filter({ visible: true }).first();
  await input.fill(value);
  await Promise.all([page.waitForEvent('domcontentloaded'), input.press('Enter')]);
}

function wordsFor(kind: string): string {
  switch (kind) {
    case 'ok':
      return 'a page that is not signed in';
    case 'continue_wall':
    case 'captcha':
    case 'waf':
      return 'a robot check';
    case 'verification':
      return 'a request for an approval code';
    default:
      return 'another page';
  }
}
