import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Clock } from '../contract/ports.ts';
import { redactedCopy } from './pages/redacted-copy.ts';

/** Redacted copies of pages that were not understood, for the person to look at or to send with a report. */
export interface Snapshots {
  /** Keeps a copy of the open page; answers the file's path, undefined when none could be made. */
  take(page: Page, names: readonly string[]): Promise<string | undefined>;
}

const maxCount = 20;
const maxBytes = 512 * 1024;
const copyMs = 3_000;

/** Keeps them in one folder, the newest twenty, each cut at half a megabyte. */
export function createSnapshots(folder: string, clock: Clock): Snapshots {
  return {
    take: async (page, names) => {
      // A page that is gone has no copy, and one that hangs is not waited for.
      const html = await Promise.race([
        redactedCopy(page, names).catch(() => undefined),
        new Promise<undefined>((resolve) => clock.after(copyMs, () => resolve(undefined))),
      ]);
      if (html === undefined) return undefined;
      const path = join(folder, nameOf(clock.now(), page.url()));
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(path, cut(`<!doctype html>\n${html}\n`), { mode: 0o600 });
      await dropOldest(folder);
      return path;
    },
  };
}

/** Time first, so that names sort by age; then the path of the page, without what follows it. */
function nameOf(at: number, url: string): string {
  const time = new Date(at).toISOString().replaceAll(/[:.]/g, '-');
  const path = (URL.parse(url)?.pathname ?? '').replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 40);
  return `${time}${path.replace(/-$/, '')}.html`;
}

function cut(html: string): Buffer {
  const bytes = Buffer.from(html, 'utf8');
  return bytes.length <= maxBytes
    ? bytes
    : Buffer.concat([bytes.subarray(0, maxBytes), Buffer.from('\n<!-- cut -->\n')]);
}

async function dropOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((it) => it.endsWith('.html')).sort();
  for (const name of names.slice(0, Math.max(0, names.length - maxCount))) {
    await rm(join(folder, name), { force: true });
  }
}
