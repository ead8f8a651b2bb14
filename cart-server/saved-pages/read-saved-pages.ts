import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { messageOf } from '../message-of.ts';
import { compare, type Finding, type PageReading } from './compare.ts';
import { openBlocked, readPage } from './read-page.ts';
import { savedPages, type SavedPage } from './truth.ts';

/** The folder is no folder of saved pages, or one of its files cannot be read. */
export class UnusablePagesError extends Error {
  readonly code = 'unusable_pages';
}

/** A page of the folder: what was read on it and how that compares with what a person read. */
export interface ReadPage {
  readonly page: Omit<SavedPage, 'truth' | 'header'>;
  readonly reading: PageReading;
  readonly findings: readonly Finding[];
  /** Why nothing was compared. */
  readonly notCompared: string | null;
}

/**
 * Reads every saved page of a folder (`index.json` and gzip files) with the code that reads the shop, and compares with
 * what a person read. The pages are other people's: no script of theirs runs and no request leaves. Rejects with
 * `UnusablePagesError`.
 */
export async function readSavedPages(folder: string, browserPath: string): Promise<ReadPage[]> {
  const pages = await loadIndex(folder);
  const browser = await chromium.launch({
    executablePath: browserPath,
    chromiumSandbox: !(process.platform === 'linux' && process.getuid?.() === 0),
  });
  try {
    const tab = await browser.newPage({ serviceWorkers: 'block' });
    const read: ReadPage[] = [];
    for (const page of pages) {
      await openBlocked(tab, page, await loadPage(folder, page));
      read.push(compared(page, await readPage(tab, page)));
    }
    return read;
  } finally {
    await browser.close();
  }
}

async function loadIndex(folder: string): Promise<SavedPage[]> {
  const path = join(folder, 'index.json');
  const parsed = savedPages.safeParse(
    await readFile(path, 'utf8').then(JSON.parse, (error: unknown) => unusable(path, error)),
  );
  return parsed.success ? parsed.data : unusable(path, parsed.error.issues[0]);
}

async function loadPage(folder: string, page: SavedPage): Promise<Buffer> {
  const path = join(folder, page.file);
  return readFile(path)
    .then(gunzipSync)
    .catch((error: unknown) => unusable(path, error));
}

function unusable(path: string, why: unknown): never {
  const words = why && typeof why === 'object' && 'message' in why ? String(why.message) : messageOf(why);
  throw new UnusablePagesError(`\`${path}\` cannot be used: ${words}`, { cause: why });
}

function compared({ truth, header, ...page }: SavedPage, reading: PageReading): ReadPage {
  try {
    return { page, reading, findings: compare({ ...page, truth, header }, reading), notCompared: null };
  } catch (error) {
    return { page, reading, findings: [], notCompared: messageOf(error) };
  }
}
