import { rm } from 'node:fs/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { z } from 'zod';
import type { StoreView } from '../../contract/model.ts';
import type { Clock, Log, Release } from '../../contract/ports.ts';
import { messageOf } from '../message-of.ts';
import { BrowserNotFoundError, findBrowser } from './find-browser.ts';
import { launchBrowser } from './launch.ts';
import { lockProfile } from './profile-lock.ts';
import { NoScreenError, type Screen } from './screen.ts';
import type { SessionFile } from './session-file.ts';

export interface BrowserParts {
  readonly profile: string;
  browserPath(): string;
  readonly screen: Screen;
  readonly session: SessionFile;
  readonly clock: Clock;
  readonly log: Log;
  onState(state: StoreView['browser']): void;
  onSaved(at: number): void;
  /** Something about the session that the person should know. */
  onProblem(message: string): void;
}

/** The one browser of a store: started when first needed, again when it died, never two at once. */
export interface Browser {
  /** The page that operations work on. */
  page(): Promise<Page>;
  isRunning(): boolean;
  /** Whether a visible window has it, or is about to. */
  isInWindow(): boolean;
  /** The value of one of the shop's cookies. */
  cookie(url: string, name: string): Promise<string | undefined>;
  /** Lets go of a page that hangs; the next operation gets a fresh one. */
  dropPage(): Promise<void>;
  /**
   * Stops the hidden browser, runs `task` in a visible one on the same profile, closes that. False when the window was
   * closed before `task` was through. Throws `NoScreenError`.
   */
  inVisibleWindow(task: (context: BrowserContext) => Promise<boolean>): Promise<boolean>;
  /** Writes the session to disk; undefined when no browser runs, which means that nothing changed. */
  save(): Promise<number | undefined>;
  /** Saves, then closes. */
  close(): Promise<void>;
  /** Closes without saving and removes profile, saved session and key. */
  wipe(): Promise<void>;
}

const saveEveryMs = 5 * 60_000;
const newestMs = 60_000;

export function createBrowser(parts: BrowserParts): Browser {
  const { clock, log, session } = parts;
  let context: BrowserContext | undefined;
  let starting: Promise<BrowserContext> | undefined;
  let working: Page | undefined;
  let unlock: Release | undefined;
  let stopSaving: Release | undefined;
  let hasCrashed = false;
  let isInWindow = false;

  const start = async (isVisible: boolean): Promise<BrowserContext> => {
    parts.onState('starting');
    try {
      const found = findBrowser(parts.browserPath());
      unlock ??= lockProfile(parts.profile);
      const started = await launchBrowser({
        executablePath: found.path,
        profile: parts.profile,
        isVisible: isVisible && parts.screen === 'real',
        clock,
      });
      context = started;
      started.on('close', () => whenClosed(started));
      await restore(started);
      parts.onState('ready');
      saveLater();
      log.info('browser started', { path: found.path, isVisible });
      return started;
    } catch (error) {
      if (!context) release();
      parts.onState(error instanceof BrowserNotFoundError ? 'missing' : 'crashed');
      throw error;
    }
  };

  const running = async (): Promise<BrowserContext> => {
    if (context) return context;
    starting ??= start(false).finally(() => (starting = undefined));
    return starting;
  };

  const whenClosed = (closed: BrowserContext): void => {
    if (context !== closed) return;
    forget();
    hasCrashed = true;
    parts.onState('crashed');
    log.warn('browser ended by itself; it is started again when next needed');
  };

  const forget = (): void => {
    context = undefined;
    working = undefined;
    stopSaving?.();
  };
  const release = (): void => {
    unlock?.();
    unlock = undefined;
  };

  const stop = async (): Promise<void> => {
    await starting?.catch(() => undefined);
    const old = context;
    forget();
    await old
      ?.close()
      .catch((error: unknown) => log.warn('browser did not close cleanly', { error: String(error) }));
    release();
    parts.onState('not_started');
  };

  const save = async (): Promise<number | undefined> => {
    if (!context) return undefined;
    // Cookies are the session; what else pages store is theirs and stays in the profile.
    const cookies = await context.cookies();
    const at = clock.now();
    await session.save(JSON.stringify({ cookies }), at);
    parts.onSaved(at);
    return at;
  };
  const trySave = async (): Promise<void> => {
    await save().catch((error: unknown) => {
      log.warn('session not saved', { error: String(error) });
      parts.onProblem(`the session could not be saved: ${messageOf(error)}`);
    });
  };
  const saveLater = (): void => {
    stopSaving?.();
    stopSaving = clock.after(saveEveryMs, () => {
      void trySave().then(() => context && saveLater()); // trySave reports its own failure
    });
  };

  /**
   * Gives back the cookies that the profile lost. A browser that was killed has not written its newest ones: what was
   * saved just before then wins over what it wrote.
   */
  const restore = async (into: BrowserContext): Promise<void> => {
    const saved = await session.load();
    if (saved.kind === 'none') return;
    if (saved.kind === 'broken') return parts.onProblem(saved.message);
    const state = savedState.parse(JSON.parse(saved.state));
    const isNewest = hasCrashed && clock.now() - saved.savedAt < newestMs;
    hasCrashed = false;
    const known = new Set(isNewest ? [] : (await into.cookies()).map(cookieId));
    const missing = state.cookies.filter((it) => !known.has(cookieId(it)) && !isOver(it, clock.now()));
    if (missing.length > 0) await into.addCookies(missing);
    parts.onSaved(saved.savedAt);
  };

  return {
    page: async () => {
      const at = await running();
      if (working && !working.isClosed()) return working;
      const page = at.pages().find((it) => !it.isClosed()) ?? (await at.newPage());
      working = page;
      page.on('crash', () => {
        if (working === page) working = undefined;
        void page.close().catch(() => undefined); // a crashed page has nothing more to say
      });
      page.on('popup', (popup) => void popup.close().catch(() => undefined)); // nobody looks at it
      return page;
    },
    isRunning: () => context !== undefined,
    isInWindow: () => isInWindow,
    cookie: async (url, name) => {
      const cookies = (await context?.cookies(url)) ?? [];
      return cookies.find((it) => it.name === name)?.value;
    },
    dropPage: async () => {
      const page = working;
      working = undefined;
      await page?.close().catch(() => undefined);
    },
    inVisibleWindow: async (task) => {
      if (parts.screen === 'none') throw new NoScreenError();
      isInWindow = true;
      try {
        if (context) await trySave();
        await stop();
        const visible = await start(true);
        return await task(visible)
          .catch((error: unknown) => {
            if (visible.isClosed()) return false;
            throw error;
          })
          .finally(trySave);
      } finally {
        await stop();
        isInWindow = false;
      }
    },
    save,
    close: async () => {
      if (context) await trySave();
      await stop();
    },
    wipe: async () => {
      await stop();
      await rm(parts.profile, { recursive: true, force: true, maxRetries: 5 });
      await session.wipe();
    },
  };
}

const savedState = z.object({
  cookies: z.array(
    z.object({
      name: z.string(),
      value: z.string(),
      domain: z.string(),
      path: z.string(),
      expires: z.number(),
      httpOnly: z.boolean(),
      secure: z.boolean(),
      sameSite: z.enum(['Strict', 'Lax', 'None']),
    }),
  ),
});
type Cookie = z.infer<typeof savedState>['cookies'][number];

const cookieId = (it: Pick<Cookie, 'name' | 'domain' | 'path'>): string =>
  `${it.domain}|${it.path}|${it.name}`;
const isOver = (it: Cookie, now: number): boolean => it.expires > 0 && it.expires * 1000 < now;
