import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { evaluate } from './evaluate.ts';
import { simulate } from './examples.ts';
import { parsePolicy } from './parse.ts';

interface Refused {
  readonly description: string;
  readonly document: unknown;
  readonly problems: readonly { readonly pointer: string; readonly message: string }[];
}

const refused = JSON.parse(
  readFileSync(new URL('./document-cases/refused.json', import.meta.url), 'utf8'),
) as readonly Refused[]; // our own data

test.each(refused.map((it) => [it.description, it] as const))('refused: %s', (_description, it) => {
  expect(parsePolicy(it.document)).toEqual({ ok: false, problems: it.problems });
});

test('the rule as hosted gateways print it is accepted unchanged', () => {
  const document = JSON.parse(`{ "version": "1", "default": "deny",
    "tools": { "save_session": { "limits": [ { "counter": "save_session_rate", "window": "minute", "max": 30, "scope": "grant" } ] } } }`) as unknown;
  const parsed = parsePolicy(document);
  expect(parsed).toMatchObject({ ok: true });
  if (parsed.ok) expect(parsed.policy.document).toEqual(document);
});

test('every field of the language is accepted', () => {
  const condition = { path: 'args.a', op: 'eq', value: 1 };
  const every = {
    require: [condition],
    deny_if: [{ name: 'n', conditions: [condition], on_deny: 'no' }],
    approval: { when: [{ conditions: [condition] }], expires: '30m', reason: 'why' },
    limits: [
      {
        counter: 'c',
        window: 60,
        max: 1,
        scope: 'all',
        increment: 1,
        increment_from: 'args.n',
        count: 'successes',
        on_deny: 'no',
      },
    ],
    spend: [
      {
        counter: 'b',
        window: 'month',
        max: '150.00',
        currency: 'USD',
        amount: 'preview.total',
        settle: 'result.spent',
        scope: 'upstream',
        on_deny: 'no',
      },
    ],
  };
  const document = {
    version: '1',
    description: 'all of it',
    timezone: 'Europe/Berlin',
    default: 'ask',
    hide: ['x*'],
    all_tools: every,
    tools: {
      add: { action: 'require_approval', reason: 'r', ...every, rate_limit: { max: 10, window: 60 } },
    },
    examples: [
      { tool: 'xyz', args: {}, expect: 'hidden' },
      {
        tool: 'add',
        args: { a: 2 },
        expect: 'deny',
        facts: {
          now: '2026-01-05T12:00:00Z',
          preview: { total: '1.00' },
          session: { id: 's' },
          tool: { category: 'Write', risk: 'low', definition_changed: false },
          client: { name: 'n', version: '1', grant: 'g' },
          counters: { c: 1, b: '2.00' },
          approval: { verdict: 'approve', word: 'ok' },
          paused: false,
        },
      },
    ],
  };
  expect(parsePolicy(document)).toMatchObject({ ok: true });
});

test('a policy does not change when the document it was read from does', () => {
  const document = { version: '1', default: 'deny', tools: {} as Record<string, object> };
  const parsed = parsePolicy(document);
  document.tools['add'] = {};
  if (!parsed.ok) throw new Error('expected a policy');
  expect(parsed.policy.document.tools).toEqual({});
  expect(simulate(parsed.policy, { tool: 'add', args: {} }).decision.code).toBe('default_deny');
});

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('a tool named %s is a tool', (name) => {
  const denied = parsed(`{"version":"1","default":"allow","tools":{"${name}":{"action":"deny"}}}`);
  expect(simulate(denied, { tool: name, args: {} }).decision.rule).toBe(`/tools/${name}/action`);
  const unlisted = parsed('{"version":"1","default":"deny","tools":{"add":{}}}');
  expect(simulate(unlisted, { tool: name, args: {} }).decision.code).toBe('default_deny');
});

test.each([
  ['a cycle', cyclic()],
  ['a big integer', { version: '1', default: 'deny', tools: { a: 1n } }],
  [
    'a getter that throws',
    {
      get version() {
        throw new Error('boo');
      },
    },
  ],
  ['a function', () => 'deny'],
  ['undefined', undefined],
])('what is no JSON document is refused, not thrown: %s', (_name, value) => {
  expect(parsePolicy(value)).toMatchObject({ ok: false, problems: [{ pointer: '' }] });
});

test('a document too deep to walk is refused or read, never thrown', () => {
  let value: unknown = 1;
  for (let depth = 0; depth < 200_000; depth += 1) value = [value];
  expect(() => parsePolicy({ version: '1', default: 'deny', examples: value })).not.toThrow();
});

test('an internal error denies', () => {
  const policy = parsed('{"version":"1","default":"allow"}');
  const broken = new Proxy(policy, {
    get() {
      throw new Error('broken');
    },
  });
  const call = {
    upstream: 'u',
    grantId: 'g',
    sessionId: null,
    tool: { name: 'add' },
    args: {},
    client: { grant: 'g' },
  };
  expect(evaluate(broken, call, { now: 0, isPaused: false, counters: new Map() }).decision).toMatchObject({
    effect: 'deny',
    code: 'cannot_evaluate',
    isRetryable: false,
  });
});

function parsed(text: string) {
  const result = parsePolicy(JSON.parse(text));
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.policy;
}

function cyclic(): object {
  const value: Record<string, unknown> = { version: '1', default: 'deny' };
  value['tools'] = value;
  return value;
}
