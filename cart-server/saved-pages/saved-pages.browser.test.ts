import { expect, test } from 'vitest';
import { findBrowser } from '../browser/find-browser.ts';
import { readSavedPages } from './read-saved-pages.ts';
import { tableOf } from './report.ts';

const folder = process.env['SAVED_PAGES_DIR'];
if (!folder) console.log('saved pages are not read: set SAVED_PAGES_DIR to their folder');

test.skipIf(!folder)('real pages are read right or not at all', { timeout: 300_000 }, async () => {
  const pages = await readSavedPages(folder ?? '', findBrowser('').path);
  expect(pages.flatMap((it) => it.notCompared ?? [])).toEqual([]);
  const findings = pages.flatMap((it) => it.findings);
  console.log(tableOf(findings));
  const bad = findings.filter((it) => it.verdict === 'wrong' || it.verdict === 'invented');
  expect(bad).toEqual([]);
  // What an add or the sign-in state hangs on has to be there, always.
  const certain = new Set([
    'asin',
    'asins',
    'quantity',
    'signedIn',
    'pageKind',
    'newOffer',
    'usedOffer',
    'sponsored',
  ]);
  const missing = findings.filter((it) => it.verdict === 'missing');
  expect(missing.filter((it) => certain.has(it.field))).toEqual([]);
  expect(missing.length / findings.length).toBeLessThanOrEqual(0.02);
  expect(findings.length).toBeGreaterThan(500);
});
