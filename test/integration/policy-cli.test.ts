import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { expect, onTestFinished, test } from 'vitest';
import { runCli } from '../../app/cli.ts';
import { dataFiles } from '../../app/data-dir.ts';
import { announceConsole } from '../../app/data-lock.ts';
import type { Decision, ReplayReport } from '../../contract/model.ts';
import { runCommand } from '../support/run-command.ts';
import { startApp } from '../support/start-app.ts';
import { tempDir } from '../support/temp-dir.ts';

/** "checkstand policy …" as a process; its data folder cannot be opened, so whoever needs one fails. */
const policy = (...argv: string[]) =>
  runCommand(['policy', ...argv], { env: { CHECKSTAND_DATA_DIR: undefined, HOME: '/nowhere/at/all' } }).ended;

function files(): (name: string, content: unknown) => string {
  const dir = tempDir();
  return (name, content) => {
    const path = join(dir, name);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
}

/** At most 3 of the same item, nothing over 40, no more than 100 a day, never at night, ask above 20. */
const shopper = {
  version: '1',
  timezone: 'Europe/Berlin',
  default: 'deny',
  tools: {
    search_amazon: {},
    add_to_cart: {
      deny_if: [
        {
          name: 'at most 3',
          conditions: [{ path: 'args.quantity', op: 'gt', value: 3 }],
          on_deny: 'at most 3 of the same item',
        },
        { name: 'nothing over 40', conditions: [{ path: 'preview.price', op: 'gt', value: 40 }] },
        { name: 'never at night', conditions: [{ path: 'time.hour', op: 'lt', value: 7 }] },
        { name: 'never at night', conditions: [{ path: 'time.hour', op: 'gte', value: 22 }] },
      ],
      approval: { when: [{ conditions: [{ path: 'preview.total', op: 'gt', value: 20 }] }] },
      spend: [{ counter: 'a day', window: 'day', max: '100.00', currency: 'EUR' }],
    },
  },
  examples: [
    { tool: 'add_to_cart', args: { query: 'tea', quantity: 4 }, expect: 'deny' },
    {
      tool: 'add_to_cart',
      args: { query: 'tea' },
      expect: 'ask',
      facts: { preview: { price: '21.00', total: '21.00', currency: 'EUR' } },
    },
  ],
};
const intercept = `
version: "1"
default: deny
tools:
  add_to_cart:
    rules:
      - name: few
        conditions:
          - { path: args.quantity, op: lte, value: 3 }
        on_deny: too many
`;

test('check: 0 fine, 1 with every mistake at its place, 2 for what is no policy', async () => {
  const file = files();
  const [fine, bad, converted, junk, missing] = await Promise.all([
    policy('check', file('fine.json', shopper)),
    policy('check', file('bad.json', { ...shopper, tools: { buy: { deny_iff: [] } }, hide: 'x' })),
    policy('check', file('policy.yaml', intercept), '--json'),
    policy('check', file('junk.yaml', 'a: [')),
    policy('check', '/nowhere/policy.json'),
  ]);
  expect(fine).toMatchObject({ code: 0, err: '' });
  expect(fine.out).toContain('the policy is fine');
  expect(bad.code).toBe(1);
  expect(bad.out).toMatch(
    /bad\.json#\/tools\/buy\/deny_iff: unknown field `deny_iff`; did you mean `deny_if`\?/,
  );
  expect(bad.out).toMatch(/bad\.json#\/hide: /);
  expect(converted.code).toBe(0);
  expect(JSON.parse(converted.out)).toMatchObject({ ok: true, dialect: 'intercept', problems: [] });
  expect(junk).toMatchObject({ code: 2, out: '' });
  expect(junk.err).toContain('line 1');
  expect(missing).toMatchObject({ code: 2, out: '' });
});

test('check: what is allowed but probably not meant is told without failing', async () => {
  const lax = { version: '1', default: 'deny', hide: ['look'], tools: { look: { limits: [] } } };
  const checked = await policy('check', files()('lax.json', lax));
  expect(checked.code).toBe(0);
  expect(checked.out).toMatch(/lax\.json#\/tools\/look.*: (?:warning|hint): /);
  expect(checked.out).toContain('the policy can be used');
});

test('test: each example with what came out; 1 when one fails', async () => {
  const file = files();
  const failing = {
    ...shopper,
    examples: [...shopper.examples, { tool: 'clear_cart', args: {}, expect: 'ask' }],
  };
  const [met, failed, none] = await Promise.all([
    policy('test', file('met.json', shopper)),
    policy('test', file('failed.json', failing)),
    policy('test', file('none.json', { version: '1', default: 'deny' })),
  ]);
  expect(met.code).toBe(0);
  expect(met.out).toContain('all 2 examples come out');
  expect(failed.code).toBe(1);
  expect(failed.out).toContain('failed  /examples/2 clear_cart: expected ask, the policy decides deny');
  expect(failed.out).toContain('1 of 3 examples failed');
  expect(none).toMatchObject({ code: 0, out: 'it has no examples\n' });
});

test('explain FILE: the decision with every rule that was reached; 1 when the call is refused', async () => {
  const path = files()('shopper.json', shopper);
  const explain = (args: object, facts: object, ...more: string[]) =>
    policy(
      'explain',
      path,
      '--tool',
      'add_to_cart',
      '--args',
      JSON.stringify(args),
      '--facts',
      JSON.stringify(facts),
      ...more,
    );
  const noon = '2026-11-23T12:00:00';
  const price = (total: string) => ({ price: total, total, currency: 'EUR' });
  const [allowed, asked, tooMany, night, spent] = await Promise.all([
    explain({ query: 'tea' }, { now: noon, preview: price('12.00') }),
    explain({ query: 'tea' }, { now: noon, preview: price('24.00') }),
    explain({ query: 'tea', quantity: 12 }, { now: noon, preview: price('12.00') }, '--json'),
    explain({ query: 'tea' }, { now: '2026-11-23T23:30:00', preview: price('12.00') }),
    explain({ query: 'tea' }, { now: noon, preview: price('12.00'), counters: { 'a day': '95.50' } }),
  ]);
  expect(allowed.code).toBe(0);
  expect(allowed.out).toMatch(/^allowed: /);
  expect(asked.code).toBe(0);
  expect(asked.out).toMatch(/^a person is asked: preview\.total is "24\.00"/);
  expect(tooMany.code).toBe(1);
  const decision = JSON.parse(tooMany.out) as Decision;
  expect(decision).toMatchObject({
    effect: 'deny',
    rule: '/tools/add_to_cart/deny_if/0',
    text: 'at most 3 of the same item',
  });
  expect(decision.reasons.find((it) => it.effect === 'deny')?.values).toEqual([
    { path: 'args.quantity', op: 'gt', expected: 3, actual: 12 },
  ]);
  expect(night).toMatchObject({ code: 1 });
  expect(night.out).toContain('never at night: time.hour is 23');
  expect(spent).toMatchObject({ code: 1 });
  expect(spent.out).toContain('95.50 is spent today; the budget is 100.00 EUR');
});

test('the policies in the guide are accepted as they stand there', async () => {
  const guide = readFileSync(new URL('../../docs/policy.md', import.meta.url), 'utf8');
  const documents = [...guide.matchAll(/```json\n([^]*?)```/g)].map((it) => it[1] ?? '');
  expect(documents.length).toBeGreaterThan(1);
  const file = files();
  for (const [at, text] of documents.entries())
    expect(await policy('test', file(`${at}.json`, text))).toMatchObject({ code: 0 });
});

test('import FILE: the conversion goes to stdout alone, what was not carried to stderr', async () => {
  const text = intercept.replace('default: deny', 'default: deny\napprovals:\n  notify: slack');
  const [converted, broken] = await Promise.all([
    policy('import', files()('policy.yaml', text)),
    policy('import', files()('broken.yaml', intercept.replace('lte', 'lessthan'))),
  ]);
  expect(converted.code).toBe(0);
  expect(JSON.parse(converted.out)).toMatchObject({
    version: '1',
    default: 'deny',
    tools: { add_to_cart: {} },
  });
  expect(converted.err).toContain('not carried over: /approvals/notify');
  expect(broken.code).toBe(1);
  expect(broken.out).toMatch(/broken\.yaml#\/tools\/add_to_cart\/rules\/0\/conditions\/0\/op: .*lessthan/);
});

test('a running app: import, show, explain and replay, for an upstream and for one client', async () => {
  const started = await startApp();
  onTestFinished(() => started.close());
  announceConsole(dataFiles(started.dataDir).running, started.ui.url);
  const file = files();
  const run = (...argv: string[]) =>
    runCommand(['policy', ...argv, '--data-dir', started.dataDir, '--key', started.ui.operatorKey]).ended;

  const token = await started.grant('agent');
  const client = new Client({ name: 'agent', version: '1' });
  const transport = new StreamableHTTPClientTransport(new URL(`${started.app.mcpUrl}/cart`), {
    requestInit: { headers: { Authorization: `Bearer ${token}` } },
  });
  // The SDK's own types disagree under exactOptionalPropertyTypes.
  await client.connect(transport);
  for (const quantity of [50, 60])
    await client.callTool({ name: 'add_to_cart', arguments: { query: 'tea', quantity } });
  await client.close();

  const draft = file('draft.json', { version: '1', default: 'ask' });
  const [report, shown] = await Promise.all([
    run('replay', draft, '--days', '7', '--json'),
    run('replay', draft),
  ]);
  expect(report.code).toBe(0);
  expect(JSON.parse(report.out) as ReplayReport).toMatchObject({
    calls: 2,
    unchanged: 0,
    changes: [{ tool: 'add_to_cart', from: 'deny', to: 'ask', count: 2 }],
  });
  expect(shown.out).toContain('2 recorded calls of the last 30 days: 0 as before, 2 otherwise');
  expect(shown.out).toContain('add_to_cart: deny → ask, 2 calls');
  expect(shown.out).toContain('{"quantity":60,"query":"tea"}');

  const imported = await run(
    'import',
    file('policy.yaml', intercept),
    '--upstream',
    'cart',
    '--grant',
    'agent',
  );
  expect(imported).toMatchObject({ code: 0, out: 'saved as version 1 of `cart` for `agent`\n' });
  const [own, others, explained, of] = await Promise.all([
    run('show', '--grant', 'agent', '--json'),
    run('show'),
    run('explain', '--tool', 'add_to_cart', '--args', '{"quantity":4}', '--grant', 'agent'),
    run('explain', '--tool', 'view_cart'),
  ]);
  expect(JSON.parse(own.out)).toMatchObject({ version: 1, savedBy: 'shell', document: { default: 'deny' } });
  expect(JSON.parse(others.out)).toMatchObject({ version: '1', hide: ['clear_cart'] });
  expect(others.err).toMatch(/version 1 of `cart`, saved .* from Checkstand/);
  expect(explained).toMatchObject({ code: 1 });
  expect(explained.out).toMatch(/^denied: too many/);
  expect(of).toMatchObject({ code: 0 });
  const wrong = await Promise.all([
    run('show', '--upstream', 'none'),
    run('show', '--grant', 'nobody'),
    run('replay', file('bad.json', { version: '1' })),
  ]);
  expect(wrong.map((it) => [it.code, it.out])).toEqual([
    [1, ''],
    [1, ''],
    [1, ''],
  ]);
  expect(wrong[0].err).toContain('there are: cart');
  expect(wrong[1].err).toContain('no grant `nobody`');
});

test.each([
  [['explain', '--args', '{}'], '--tool is missing'],
  [['explain', '--tool', 'x', '--args', '[1]'], '--args expects a JSON object'],
  [['explain', '--tool', 'x', '--facts', '{"nw":1}'], 'did you mean `now`'],
  [['replay'], 'the file is missing'],
  [['replay', 'x.json', '--days', '1.5'], 'from 1 to 365'],
  [['show', 'file.json'], 'unexpected `file.json`'],
  [['chek', 'x.json'], 'expected check'],
  [['check'], 'the file is missing'],
])('`policy %j` is unusable input: exit code 2', async (argv, message) => {
  let [out, err] = ['', ''];
  const code = await runCli(['policy', ...argv, '--data-dir', '/nowhere/at/all'], {
    env: {},
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(message);
});
