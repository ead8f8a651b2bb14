import { mkdtempSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Log } from '../../contract/ports.ts';
import { systemClock } from '../stand-alone.ts';
import { createBrowser, type Browser } from './browser.ts';
import type { SavedSession, SessionFile } from './session-file.ts';

const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const minute = 60_000;
const url = 'https://shop.example';
const cookie = (value: string) => ({
  name: 'session-id',
  value,
  domain: 'shop.example',
  path: '/',
  expires: Math.floor(Date.now() / 1000) + 3600,
  httpOnly: true,
  secure: true,
  sameSite: 'Lax' as const,
});

/** A browser on a profile of its own; what it saves stays in memory, and five minutes pass when told. */
function setUp() {
  const dir = mkdtempSync(join(tmpdir(), 'checkstand-browser-'));
  const profile = join(dir, 'profile');
  let saved: SavedSession = { kind: 'none' };
  const session: SessionFile = {
    save: async (state, savedAt) => void (saved = { kind: 'saved', state, savedAt }),
    load: async () => saved,
    wipe: async () => void (saved = { kind: 'none' }),
  };
  const longTimers = new Set<() => void>();
  const clock = {
    now: () => systemClock.now(),
    after: (ms: number, then: () => void) => {
      if (ms < minute) return systemClock.after(ms, then);
      longTimers.add(then);
      return () => void longTimers.delete(then);
    },
  };
  const savedAt: number[] = [];
  const browser = createBrowser({
    profile,
    browserPath: () => '',
    screen: 'none',
    session,
    clock,
    log: quiet,
    onState: () => undefined,
    onSaved: (at) => void savedAt.push(at),
    onProblem: () => undefined,
  });
  onTestFinished(async () => {
    await browser.close();
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  });
  return {
    browser,
    savedAt,
    keep: (value: string, at: number) => {
      saved = { kind: 'saved', state: JSON.stringify({ cookies: [cookie(value)] }), savedAt: at };
    },
    savedState: () => (saved.kind === 'saved' ? saved.state : ''),
    passFiveMinutes: () => {
      const due = [...longTimers];
      longTimers.clear();
      due.forEach((it) => it());
    },
    kill: () =>
      process.kill(Number(/-(\d+)$/.exec(readlinkSync(join(profile, 'SingletonLock')))?.[1]), 'SIGKILL'),
  };
}

const setCookie = async (browser: Browser, value: string) =>
  (await browser.page()).context().addCookies([cookie(value)]);
const ended = (browser: Browser) =>
  vi.waitFor(() => expect(browser.isRunning()).toBe(false), { timeout: 10_000 });
const valueAfterStart = async (browser: Browser) => {
  await browser.page();
  return browser.cookie(url, 'session-id');
};

test('the session is saved every five minutes while a browser runs, and only its cookies', async () => {
  const { browser, passFiveMinutes, savedAt, savedState } = setUp();
  await setCookie(browser, 'first');
  for (const value of ['first', 'second']) {
    await setCookie(browser, value);
    const before = savedAt.length;
    passFiveMinutes();
    await vi.waitFor(() => expect(savedAt.length).toBe(before + 1));
    expect(savedState()).toContain(value);
    expect(Object.keys(JSON.parse(savedState()) as object)).toEqual(['cookies']);
  }
  await browser.close();
  const atClose = savedAt.length;
  passFiveMinutes();
  expect(savedAt.length).toBe(atClose);
});

test('after a crash, what was saved just before wins over what the browser had written', async () => {
  const { browser, keep, kill } = setUp();
  await setCookie(browser, 'written');
  await browser.close();
  await browser.page();
  keep('saved', Date.now());
  kill();
  await ended(browser);
  expect(await valueAfterStart(browser)).toBe('saved');
});

test('what was saved long before a crash does not win, nor anything without a crash', async () => {
  const { browser, keep, kill } = setUp();
  await setCookie(browser, 'written');
  await browser.close();
  keep('old', Date.now() - 2 * minute);
  expect(await valueAfterStart(browser)).toBe('written');
  kill();
  await ended(browser);
  expect(await valueAfterStart(browser)).toBe('written');
  await browser.close();
  keep('saved', Date.now());
  expect(await valueAfterStart(browser)).toBe('written');
});
