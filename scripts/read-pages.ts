import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readSavedPages, UnusablePagesError } from '../cart-server/saved-pages/read-saved-pages.ts';
import { casesOf, tableOf } from '../cart-server/saved-pages/report.ts';
import { ensureBrowser } from './ensure-browser.ts';

const usage = `usage: npm run read-pages -- DIR [--json OUT]

  Reads the saved shop pages of DIR (index.json and gzip files) and compares with what a person read on them.
  --json OUT   also writes every page's reading and findings`;

const warn = (line: string): void => void process.stderr.write(`${line}\n`);

/** Answers the exit code: 0 when the pages were read, however well; 2 when the input cannot be used. */
async function main(): Promise<number> {
  const given = options();
  if (!given) {
    warn(usage);
    return 2;
  }
  const browser = await ensureBrowser('', warn);
  const pages = await readSavedPages(given.folder, browser);
  const findings = pages.flatMap((it) => it.findings);
  console.log(`${tableOf(findings)}\n\n${casesOf(findings)}`);
  for (const { notCompared } of pages) if (notCompared !== null) console.log(`not compared: ${notCompared}`);
  if (given.json) await writeFile(given.json, `${JSON.stringify({ pages }, null, 2)}\n`);
  return 0;
}

function options(): { folder: string; json: string | undefined } | undefined {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { json: { type: 'string' } },
    });
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0) return undefined;
    return { folder: resolve(folder), json: values.json };
  } catch {
    return undefined;
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  warn(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof UnusablePagesError ? 2 : 1;
}
