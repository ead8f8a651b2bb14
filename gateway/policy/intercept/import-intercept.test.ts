import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { JsonObject } from '../../../contract/json.ts';
import { addText, subtractText } from '../decimal.ts';
import { evaluate, neededCounters } from '../evaluate.ts';
import { outcomeOf, simulate } from '../examples.ts';
import type { CompiledPolicy } from '../compiled-policy.ts';
import type { CounterRef, PolicyCall } from '../model.ts';
import { parsePolicy } from '../parse.ts';
import { importIntercept } from './import-intercept.ts';

interface Case {
  readonly description: string;
  readonly policy: string;
  readonly document?: JsonObject;
  readonly notCarried?: readonly { readonly path: string; readonly says: string }[];
  readonly calls?: readonly {
    readonly tool: string;
    readonly args?: JsonObject;
    readonly counters?: Readonly<Record<string, number>>;
    readonly expect: string;
    readonly says?: string;
  }[];
}

for (const file of ['decisions.yaml', 'not-carried.yaml']) {
  describe(file, () => {
    test.each(casesIn<Case>(file))('%s', (_description, it) => {
      const { document, notCarried, policy } = imported(it.policy);
      if (it.document) expect(document).toEqual(it.document);
      expect(notCarried.map(({ path, why }) => `${path}: ${why}`)).toEqual(
        (it.notCarried ?? []).map(
          ({ path, says }) =>
            expect.toSatisfy(
              (line: string) => line.startsWith(`${path}: `) && line.includes(says),
              `${path}: … ${says}`,
            ) as string,
        ),
      );
      for (const { tool, args = {}, counters = {}, expect: expected, says } of it.calls ?? []) {
        const { decision } = simulate(policy, { tool, args, facts: { counters } });
        expect([tool, args, outcomeOf(decision), decision.text]).toEqual([
          tool,
          args,
          expected,
          says === undefined ? expect.any(String) : expect.stringContaining(says),
        ]);
      }
    });
  });
}

interface ProblemCase {
  readonly description: string;
  readonly policy: string;
  readonly problems: readonly { readonly pointer: string; readonly says: string }[];
}

describe('problems.yaml', () => {
  test.each(casesIn<ProblemCase>('problems.yaml'))('%s', (_description, { policy, problems }) => {
    expect(importIntercept(policy)).toEqual({
      ok: false,
      problems: problems.map(({ pointer, says }) => ({
        pointer,
        message: expect.stringContaining(says) as string,
      })),
    });
  });
});

test('a window is a calendar window in UTC, and a failed call takes nothing', () => {
  const { policy } = imported(`
    version: "1"
    tools:
      create_issue:
        rules: [{ name: hourly, rate_limit: 2/hour }]
  `);
  const counters = shelf(policy);
  const at = (time: string) => Date.parse(`2026-03-01T${time}Z`);
  expect(counters.call('create_issue', at('10:59:58'))).toBe('allow');
  counters.fail();
  expect(counters.call('create_issue', at('10:59:58'))).toBe('allow');
  expect(counters.call('create_issue', at('10:59:59'))).toBe('allow');
  expect(counters.call('create_issue', at('10:59:59.999'))).toBe('deny');
  expect(counters.call('create_issue', at('11:00:00'))).toBe('allow');
});

test('a counter is one for all clients of the upstream', () => {
  const { policy } = imported(
    '{ version: "1", tools: { "*": { rules: [{ name: r, rate_limit: 1/day }] } } }',
  );
  const counters = shelf(policy);
  expect(counters.call('a', 0, 'first')).toBe('allow');
  expect(counters.call('b', 0, 'second')).toBe('deny');
});

test('aliases cannot make a small file large', () => {
  const levels = 'abcdefghi'.split('').map((name, at) => {
    const below = at === 0 ? 'x' : `*${'abcdefghi'[at - 1]}`;
    return `${name}: &${name} [${Array(9).fill(below).join(', ')}]`;
  });
  expect(importIntercept(`version: "1"\n${levels.join('\n')}`)).toMatchObject({
    ok: false,
    problems: [{ pointer: '' }],
  });
  expect(importIntercept('version: "1"\ntools: &t { a: *t }')).toMatchObject({ ok: false });
  const rule = `{ name: r, conditions: [${'{ path: args.x, op: exists, value: true }, '.repeat(500)}] }`;
  const shared = `version: "1"\nx: &x ${rule}\ntools: { a: { rules: [${'*x, '.repeat(90)}] } }`;
  expect(importIntercept(shared)).toMatchObject({
    ok: false,
    problems: [{ message: expect.stringContaining('aliases') as string }],
  });
});

test('hundreds of tools may share a rule', () => {
  const tools = Array.from({ length: 400 }, (_, at) => `  tool_${at}: { rules: [*cap] }`).join('\n');
  const shared = 'x: &cap { name: cap, action: deny }';
  expect(importIntercept(`version: "1"\n${shared}\ntools:\n${tools}`)).toMatchObject({ ok: true });
});

test('a file of absurd size is not read at all', () => {
  const started = performance.now();
  expect(importIntercept('['.repeat(50_000_000))).toMatchObject({
    ok: false,
    problems: [{ message: 'the file has 50000000 characters; expected at most 100000' }],
  });
  expect(performance.now() - started).toBeLessThan(1000);
});

test('names that every object inherits are names like others', () => {
  const { policy } = imported(`
    version: "1"
    default: deny
    tools:
      __proto__: { rules: [] }
      constructor: { rules: [{ name: r, conditions: [{ path: args.toString, op: exists, value: true }] }] }
  `);
  expect(simulate(policy, { tool: '__proto__', args: {} }).decision.effect).toBe('allow');
  expect(simulate(policy, { tool: 'constructor', args: {} }).decision.effect).toBe('deny');
  expect(simulate(policy, { tool: 'toString', args: {} }).decision.effect).toBe('deny');
});

test('whatever the text, it comes out as a policy that parses, or as problems', () => {
  const scalar = fc.constantFrom(
    'a',
    '1',
    '"1"',
    'true',
    '~',
    '1/day',
    'args.x',
    'state.a.c',
    'lte',
    'deny',
    '30m',
    '*',
    '[]',
    '{}',
    '&x a',
    '*x',
    '0x1F',
    '.inf',
    "'",
    '|',
  );
  const key = fc.constantFrom(
    'version',
    'default',
    'hide',
    'tools',
    'rules',
    'name',
    'action',
    'conditions',
    'path',
    'op',
    'value',
    'state',
    'counter',
    'window',
    'rate_limit',
    'approvals',
    '<<',
    'a',
    '"*"',
  );
  const line = fc
    .tuple(fc.nat({ max: 5 }), fc.boolean(), key, scalar)
    .map(([depth, isItem, name, value]) => `${'  '.repeat(depth)}${isItem ? '- ' : ''}${name}: ${value}`);
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(line).map((lines) => `version: "1"\n${lines.join('\n')}`),
      ),
      (text) => {
        const result = importIntercept(text);
        if (result.ok) expect(parsePolicy(result.document)).toMatchObject({ ok: true });
        else expect(result.problems.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 1000 },
  );
});

test('whatever the rules, a policy that the format accepts is converted', () => {
  const value = fc.constantFrom<unknown>('x', 5, -1, true, null, ['a', 1], [['a']], { a: 1 });
  const condition = fc.oneof(
    fc.record({
      path: fc.constantFrom('args.x', 'args.x.*', 'args.', 'args.0'),
      op: fc.constantFrom('eq', 'neq', 'contains'),
      value,
    }),
    fc.record({
      path: fc.constantFrom('args.x', 'state.a.c', 'state._global._rate_day'),
      op: fc.constantFrom('lt', 'lte', 'gt', 'gte'),
      value: fc.constantFrom(-1, 0, 2.5, 10),
    }),
    fc.record({
      path: fc.constantFrom('args.x', 'state.a.c'),
      op: fc.constant('exists'),
      value: fc.boolean(),
    }),
  );
  const name = fc.constant('r');
  const rule = fc.oneof(
    fc.record({ name, conditions: fc.array(condition, { minLength: 1, maxLength: 3 }) }),
    fc.record({ name, action: fc.constant('deny'), on_deny: fc.constantFrom('', 'no') }),
    fc.record({
      name,
      action: fc.constant('require_approval'),
      conditions: fc.array(condition, { maxLength: 2 }),
      approval_timeout: fc.constantFrom('', '1ms', '1.5h', '9999h'),
    }),
  );
  const counted = fc.record({
    name,
    conditions: fc.array(condition, { minLength: 1, maxLength: 3 }),
    state: fc.record({
      counter: fc.constant('c'),
      window: fc.constantFrom('minute', 'hour', 'day'),
      increment: fc.constantFrom(-1, 0, 2),
      increment_from: fc.constantFrom('', 'args.n', 'args.*'),
    }),
  });
  const file = fc.record({
    version: fc.constant('1'),
    default: fc.constantFrom('', 'allow', 'deny'),
    hide: fc.uniqueArray(fc.constantFrom('a', 'b*', '*')),
    tools: fc.record({
      a: fc.record({ rules: fc.tuple(counted, rule, rule) }),
      b: fc.record({ rules: fc.array(rule, { maxLength: 3 }) }),
      '*': fc.record({ rules: fc.tuple(fc.constant({ name: 'all', rate_limit: '5/day' }), rule) }),
    }),
  });
  fc.assert(
    fc.property(file, (it) => {
      const result = importIntercept(JSON.stringify(it)); // JSON is YAML
      expect(result).toMatchObject({ ok: true });
    }),
    { numRuns: 500 },
  );
});

function casesIn<T extends { readonly description: string }>(file: string): [string, T][] {
  const text = readFileSync(new URL(`./cases/${file}`, import.meta.url), 'utf8');
  return (parse(text) as T[]).map((it) => [it.description, it]); // our own data
}

function imported(text: string) {
  const result = importIntercept(text);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const parsed = parsePolicy(result.document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { document: result.document, notCarried: result.notCarried, policy: parsed.policy };
}

/** Counters as the gateway keeps them: reserved when allowed, given back when the call fails. */
function shelf(policy: CompiledPolicy) {
  const held = new Map<string, string>();
  let last: { readonly key: string; readonly amount: string }[] = [];
  const keyOf = ({ key, window }: CounterRef) => (window.kind === 'fixed' ? `${key}@${window.startAt}` : key);
  return {
    call(tool: string, now: number, grantId = 'grant') {
      const call: PolicyCall = {
        upstream: 'up',
        grantId,
        sessionId: null,
        tool: { name: tool },
        args: {},
        client: { grant: grantId },
      };
      const needed = neededCounters(policy, call, now);
      const counters = new Map(needed.map((ref) => [ref.key, { value: held.get(keyOf(ref)) ?? '0' }]));
      const { decision, reservations } = evaluate(policy, call, { now, isPaused: false, counters });
      last = reservations.map(({ ref, amount }) => ({ key: keyOf(ref), amount }));
      for (const { key, amount } of last) held.set(key, addText(held.get(key) ?? '0', amount));
      expect(reservations.every(({ count }) => count === 'successes')).toBe(true);
      return decision.effect;
    },
    fail() {
      for (const { key, amount } of last) held.set(key, subtractText(held.get(key) ?? '0', amount));
    },
  };
}
