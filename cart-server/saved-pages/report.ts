import { verdicts, type Finding, type Verdict } from './compare.ts';

/** How many values of each kind and field were right, missing, wrong and invented, as a table. Pure. */
export function tableOf(findings: readonly Finding[]): string {
  const rows = Map.groupBy(findings, (it) => `${it.kind} ${it.field}`);
  const width = Math.max(...[...rows.keys(), 'kind field'].map((it) => it.length)) + 2;
  const line = (name: string, cells: readonly (string | number)[]) =>
    name.padEnd(width) + cells.map((it) => String(it).padStart(10)).join('');
  return [
    line('kind field', verdicts),
    ...[...rows].map(([name, of]) => line(name, countsOf(of))),
    line('all', countsOf(findings)),
  ].join('\n');
}

/** Every value that was not right: page, field, what a person read, what the reader did. Pure. */
export function casesOf(findings: readonly Finding[]): string {
  return verdicts
    .filter((it) => it !== 'right')
    .map((verdict) => {
      const cases = findings.filter((it) => it.verdict === verdict);
      const lines = cases.map(
        (it) =>
          `  ${it.page} ${it.field}: expected ${JSON.stringify(it.expected)}, read ${JSON.stringify(it.actual)}`,
      );
      return [`${verdict}: ${cases.length === 0 ? 'none' : cases.length}`, ...lines].join('\n');
    })
    .join('\n');
}

const countsOf = (findings: readonly Finding[]): number[] =>
  verdicts.map((verdict: Verdict) => findings.filter((it) => it.verdict === verdict).length);
