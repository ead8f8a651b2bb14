import { expect, test } from 'vitest';
import type { Finding, Verdict } from './compare.ts';
import { readSavedPages } from './read-saved-pages.ts';

const folder = process.env['SAVED_PAGES_DIR'];
if (!folder) console.log('saved pages are not read: set SAVED_PAGES_DIR to their folder');

test.skipIf(!folder)('real pages are read right or not at all', { timeout: 300_000 }, async () => {
  const findings = await readSavedPages(folder ?? '');
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

function tableOf(findings: readonly Finding[]): string {
  const rows = Map.groupBy(findings, (it) => `${it.kind} ${it.field}`);
  const count = (of: readonly Finding[], verdict: Verdict) =>
    of.filter((it) => it.verdict === verdict).length;
  const lines = [...rows].map(([name, of]) =>
    [
      name.padEnd(30),
      ...(['right', 'missing', 'wrong', 'invented'] as const).map((it) =>
        `${count(of, it)} ${it}`.padEnd(14),
      ),
    ].join(' '),
  );
  return lines.join('\n');
}
