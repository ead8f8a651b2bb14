import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { chromiumPath, sandboxFlags } from '../chromium.ts';

let opened: Promise<Opened> | undefined;

interface Opened {
  readonly context: BrowserContext;
  readonly profile: string;
}

/** A new page of the one Chromium that draws all windows of this process. */
export async function openPage(): Promise<Page> {
  opened ??= open();
  return (await opened).context.newPage();
}

/** Where another Playwright can connect to the same pages. */
export async function debuggingUrl(): Promise<string> {
  opened ??= open();
  const { profile } = await opened;
  const port = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n')[0];
  return `http://127.0.0.1:${port}`;
}

export async function closeBrowser(): Promise<void> {
  if (!opened) return;
  const { context, profile } = await opened;
  opened = undefined;
  await context.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}

async function open(): Promise<Opened> {
  const profile = mkdtempSync(join(tmpdir(), 'electron-double-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    args: [...sandboxFlags(), '--remote-debugging-port=0'],
    viewport: null,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  return { context, profile };
}
