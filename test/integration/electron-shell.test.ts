import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createConfSettings } from '../../app/conf-settings.ts';
import type { Bridge, Reply } from '../../contract/bridge.ts';
import type { Goods } from '../../contract/model.ts';
import { approvalTitle, mainTitle, prepareShellFiles, startShell, type Shell } from '../support/electron-shell/start-shell.ts';
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

async function start(options: Parameters<typeof startShell>[2] & { dataDir?: string } = {}): Promise<Shell> {
  const shell = startShell(files, options.dataDir ?? tempDir(), options);
  onTestFinished(async () => {
    shell.kill('SIGKILL');
    await shell.exited;
  });
  await shell.until('the tray is there', ({ trays }) => trays.length > 0);
  return shell;
}

/** Both windows' pages have called, so both can answer. */
async function startWithPages(options: Parameters<typeof start>[0] = {}): Promise<Shell> {
  const shell = await start(options);
  await vi.waitFor(async () => expect(await shell.ask('surfaces')).toBe(2), { timeout: 20_000 });
  return shell;
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
    const shell = await startWithPages({ flags: ['--hidden'] }).catch(() => undefined);
    expect(shell).toBeUndefined();
  });
});
