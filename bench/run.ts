/**
 * `npm run bench`: everything in one run, interleaved, beside the same upstream called directly. Read the ratios.
 * `-- --only wire,decision,approvals` runs parts, `--long` adds memory over many calls, `--json FILE` keeps figures.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { printApprovalsBench } from './approvals.ts';
import { printCartBench } from './cart.ts';
import { benchDecision } from './decision.ts';
import { endAll, start } from './processes.ts';
import { benchStart } from './start.ts';
import { benchWire } from './wire.ts';

const parts = {
  wire: async (isLong: boolean) => {
    const tables = await benchWire(isLong);
    for (const { title, rows } of tables) {
      console.log(`\n${title}`);
      console.table(rows);
    }
    return tables;
  },
  decision: () => {
    console.log('\nDeciding one call (the policy alone)');
    const { rows } = benchDecision();
    console.table(rows);
    return rows;
  },
  start: async () => {
    const row = await benchStart();
    console.log('\nFrom the command to ready, headless, no browser');
    console.table({ start: row });
    return row;
  },
  approvals: async () => printApprovalsBench(`http://127.0.0.1:${(await start('upstream.ts')).line}/mcp`),
  cart: () => printCartBench(),
} satisfies Record<string, (isLong: boolean) => unknown>;

const { values } = parseArgs({
  options: { only: { type: 'string' }, long: { type: 'boolean' }, json: { type: 'string' } },
});
const wanted = values.only?.split(',') ?? Object.keys(parts);
const unknown = wanted.filter((it) => !Object.hasOwn(parts, it));
if (unknown.length > 0)
  throw new Error(`no part \`${unknown.join(', ')}\`; there are: ${Object.keys(parts).join(', ')}`);

try {
  const figures: Record<string, unknown> = {};
  for (const [name, run] of Object.entries(parts)) {
    if (wanted.includes(name)) figures[name] = await run(values.long ?? false);
  }
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(figures, null, 2));
} finally {
  endAll();
}
