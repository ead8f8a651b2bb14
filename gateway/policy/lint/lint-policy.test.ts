import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../../contract/json.ts';
import { parsePolicy } from '../parse.ts';
import type { Finding } from './finding.ts';
import { lintPolicy } from './lint-policy.ts';

/** One policy and every finding it should have. A member of `expected` that is left out may be anything. */
interface Case {
  readonly description: string;
  readonly policy: JsonObject;
  /** Names of tools whose arguments do not matter, */
  readonly tools?: readonly string[];
  /** or tools with their input schemas. */
  readonly schemas?: Readonly<Record<string, JsonObject>>;
  readonly history?: { readonly calls: number; readonly perRule: Readonly<Record<string, number>> };
  readonly expected: readonly (Partial<Omit<Finding, 'message'>> & { readonly says?: string })[];
}

const cases = JSON.parse(
  readFileSync(new URL('./lint-cases.json', import.meta.url), 'utf8'),
) as readonly Case[]; // our own data

test.each(cases.map((it) => [it.description, it] as const))('%s', (_description, it) => {
  const parsed = parsePolicy(it.policy);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const tools = [
    ...(it.tools ?? []).map((name) => ({ name, inputSchema: {} })),
    ...Object.entries(it.schemas ?? {}).map(([name, inputSchema]) => ({ name, inputSchema })),
  ];
  const history = it.history && {
    calls: it.history.calls,
    perRule: new Map(Object.entries(it.history.perRule)),
  };
  const findings = lintPolicy(parsed.policy, { tools, ...(history && { history }) });
  const shown = findings.map(({ message, ...rest }, at) => {
    const { says, ...named } = it.expected[at] ?? {};
    const kept = Object.keys(named).map((key) => [key, rest[key as keyof typeof rest]] as const); // its own names
    return {
      ...Object.fromEntries(kept),
      ...(says !== undefined && { says: message.includes(says) ? says : message }),
    };
  });
  expect(shown).toEqual(it.expected);
  expect(lintPolicy(parsed.policy.document, { tools, ...(history && { history }) })).toEqual(findings);
});

const path = fc.constantFrom(
  'args.a',
  'args.a.b',
  'args.list.*.a',
  'args.list.0',
  'args.__proto__',
  'args.constructor',
  'preview.total',
  'session.id',
  'tool.name',
  'client.name',
  'time.hour',
  'time.weekday',
  'time.iso',
);
const scalar = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string(),
  fc.constantFrom('monday', '12', '2026-12-24', '(', '^a|b$', '((', '\\', '[', '(?i)(x)'),
);
const condition = fc.record({
  path,
  op: fc.constantFrom('eq', 'neq', 'lt', 'lte', 'gt', 'gte', 'in', 'not_in', 'exists', 'regex', 'contains'),
  value: fc.oneof(scalar, fc.array(scalar), fc.dictionary(fc.string(), scalar)),
});
const group = fc.record({ conditions: fc.array(condition, { maxLength: 4 }) });
const conditions = fc.oneof(fc.array(condition, { maxLength: 4 }), fc.array(group, { maxLength: 4 }));
const windowSize = fc.oneof(
  fc.constantFrom('minute', 'hour', 'day', 'week', 'month'),
  fc.integer({ min: 1, max: 9e6 }),
);
const limit = fc.record(
  {
    counter: fc.constantFrom('a', 'b', '__proto__'),
    window: windowSize,
    max: fc.nat(),
    scope: fc.constantFrom('grant', 'session', 'upstream', 'all'),
    increment: fc.nat({ max: 5 }),
    increment_from: path,
    count: fc.constantFrom('calls', 'successes'),
  },
  { requiredKeys: ['counter', 'window', 'max'] },
);
const everyCall = {
  require: conditions,
  deny_if: conditions,
  approval: fc.record({ when: fc.array(group, { maxLength: 3 }) }, { requiredKeys: [] }),
  limits: fc.array(limit, { maxLength: 4 }),
};
const rule = fc.record(
  {
    ...everyCall,
    action: fc.constantFrom('allow', 'deny', 'hide', 'require_approval'),
    rate_limit: fc.record({ max: fc.nat(), window: fc.integer({ min: 1, max: 9e6 }) }),
  },
  { requiredKeys: [] },
);
const toolName = fc.oneof(fc.constantFrom('add', '__proto__', 'constructor', 'a*', ''), fc.string());
const document = fc.record(
  {
    version: fc.constant('1'),
    default: fc.constantFrom('allow', 'ask', 'deny'),
    hide: fc.array(toolName),
    all_tools: fc.record(everyCall, { requiredKeys: [] }),
    tools: fc.dictionary(toolName, rule, { maxKeys: 4 }),
  },
  { requiredKeys: ['version', 'default'] },
);
const schema = fc.oneof(
  fc.jsonValue(),
  fc.record(
    {
      type: fc.jsonValue(),
      properties: fc.dictionary(fc.constantFrom('a', 'list', '__proto__'), fc.jsonValue()),
      required: fc.jsonValue(),
      items: fc.jsonValue(),
    },
    { requiredKeys: [] },
  ),
);
const tools = fc.array(fc.record({ name: toolName, inputSchema: schema }), { maxLength: 3 });

test('never throws, whatever the document and the schemas, and points at what is there', () => {
  let accepted = 0;
  fc.assert(
    fc.property(document, tools, fc.nat(), (value, upstream, calls) => {
      const parsed = parsePolicy(value);
      if (!parsed.ok) return;
      accepted += 1;
      const findings = lintPolicy(parsed.policy, { tools: upstream, history: { calls, perRule: new Map() } });
      for (const { pointer, message } of findings) {
        expect(valueAt(parsed.policy.document, pointer), pointer).toBeDefined();
        expect(message).not.toMatch(/undefined|\[object/);
      }
    }),
    { numRuns: 1000 },
  );
  expect(accepted).toBeGreaterThan(50);
});

test('a document that was never compiled is linted too', () => {
  fc.assert(
    fc.property(document, tools, (value, upstream) => {
      lintPolicy(value, { tools: upstream });
    }),
  );
});

function valueAt(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (at, name) => (Object.hasOwn(at as object, name) ? (at as Record<string, unknown>)[name] : undefined),
      value,
    );
}
