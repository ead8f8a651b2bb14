import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../contract/json.ts';
import {
  statedEffect,
  type Condition,
  type ConditionGroup,
  type EveryCall,
  type PolicyDocument,
  type ToolRule,
} from '../../contract/policy-document.ts';
import { evaluate, hiddenBy, neededCounters } from './evaluate.ts';
import type { CompiledPolicy } from './compiled-policy.ts';
import { addText, compareDecimals, parseDecimal } from './decimal.ts';
import type { CounterValue, Facts, PolicyCall } from './model.ts';
import { parsePolicy } from './parse.ts';

const now = Date.UTC(2026, 0, 5, 12);
const names = ['a', 'b', 'constructor', '__proto__'];
const scalar = fc.oneof(
  fc.constantFrom<JsonValue>(1, 2, '1', '2.0', 'x', '', true, null, -1, 0.1, '2026-01-01'),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ maxLength: 5 }),
);
const value: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.constantFrom(...names), tie('value')), { maxLength: 3 })
      .map((entries): JsonObject => Object.fromEntries(entries)),
  ),
})).value;
const args = fc
  .array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 4 })
  .map((entries): JsonObject => Object.fromEntries(entries));
const path = fc
  .tuple(
    fc.constantFrom('args', 'args', 'args', 'preview', 'session'),
    fc.array(fc.constantFrom(...names, '*', '0'), { minLength: 1, maxLength: 3 }),
  )
  .map(([root, segments]) => [root, ...segments].join('.'));
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ path, op: fc.constantFrom('eq', 'neq'), value: scalar }),
  fc.record({
    path,
    op: fc.constantFrom('lt', 'lte', 'gt', 'gte'),
    value: fc.constantFrom<JsonValue>(0, 1.5, '1', '2026-01-01'),
  }),
  fc.record({ path, op: fc.constantFrom('in', 'not_in'), value: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ path, op: fc.constant('exists' as const), value: fc.boolean() }),
  fc.record({ path, op: fc.constant('regex' as const), value: fc.constantFrom('^x', '(x+)+$', '[0-9]') }),
  fc.record({ path, op: fc.constant('contains' as const), value: fc.constantFrom<JsonValue>('x', 1) }),
);
const group = fc.record({ conditions: fc.array(condition, { maxLength: 3 }) });
const limit = fc.record(
  {
    counter: fc.constantFrom('m', 'n'),
    window: fc.constantFrom('minute' as const, 'day' as const, 30),
    max: fc.constantFrom(0, 1, 2.5, 10),
    increment_from: fc.constantFrom('args.a', 'args.*', 'args.b.*'),
    increment: fc.constantFrom(0, 0.1, 1),
    scope: fc.constantFrom('grant' as const, 'session' as const, 'all' as const),
  },
  { requiredKeys: ['counter', 'window', 'max'] },
);
const spend = fc.record({
  counter: fc.constant('budget'),
  window: fc.constant('day' as const),
  max: fc.constantFrom('0.30', '100'),
  currency: fc.constant('USD'),
  amount: fc.constantFrom('args.a', 'preview.total'),
});
const everyCall = {
  require: fc.array(group, { maxLength: 3 }),
  deny_if: fc.array(group, { maxLength: 3 }),
  limits: fc.array(limit, { maxLength: 2 }),
  spend: fc.array(spend, { maxLength: 1 }),
  approval: fc.record(
    {
      when: fc.array(group, { maxLength: 2 }),
      unless: fc.array(fc.record({ conditions: fc.array(condition, { minLength: 1, maxLength: 3 }) }), {
        maxLength: 2,
      }),
    },
    { requiredKeys: [] },
  ),
};
const toolRule = fc.record(
  { action: fc.constantFrom('allow' as const, 'deny' as const, 'require_approval' as const), ...everyCall },
  { requiredKeys: [] },
) as fc.Arbitrary<ToolRule>; // its optional members are left out, not undefined
const document: fc.Arbitrary<PolicyDocument> = fc
  .record({
    default: fc.constantFrom('allow' as const, 'ask' as const, 'deny' as const),
    all: fc.record(everyCall, { requiredKeys: [] }),
    rule: fc.option(toolRule, { nil: undefined }),
  })
  .map(({ default: fallback, all, rule }) => ({
    version: '1',
    default: fallback,
    all_tools: all,
    ...(rule && { tools: { add: rule } }),
  }));
const stored = fc.constantFrom<string>('0', '0.9', '1', '99.9');
const approval = fc.constantFrom(
  undefined,
  { verdict: 'approve' as const, word: null },
  { verdict: 'deny' as const, word: 'no' },
);
const situation = fc.record({
  args,
  preview: fc.option(args, { nil: undefined }),
  session: fc.option(args, { nil: undefined }),
  stored,
  approval,
});
type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never;

const rank = { allow: 0, ask: 1, deny: 2 } as const;

test('deny beats ask beats allow, and a denial never reserves', () => {
  fc.assert(
    fc.property(document, situation, (it, given) => {
      const { decision, reservations } = decided(compiled(it), given);
      const strongest = Math.max(...decision.reasons.map(({ effect }) => rank[effect]));
      const isLifted =
        decision.effect === 'allow' && given.approval?.verdict === 'approve' && strongest === 1;
      if (!isLifted) expect(rank[decision.effect]).toBe(strongest);
      if (decision.effect !== 'allow') expect(reservations).toEqual([]);
      if (decision.effect === 'deny') {
        const denials = decision.reasons.filter((it) => it.effect === 'deny');
        const isDefinite = ({ code, values }: (typeof denials)[number]) =>
          code !== 'cannot_evaluate' || !values?.some(({ path }) => path.startsWith('preview.'));
        const told =
          decision.code === 'approval_denied'
            ? decision.reasons.at(-1)
            : (denials.find(isDefinite) ?? denials[0]);
        expect(decision).toMatchObject({ rule: told?.rule, code: told?.code, text: told?.text });
      }
    }),
    { numRuns: 1000 },
  );
});

test('the order of rules does not change the effect', () => {
  fc.assert(
    fc.property(document, situation, (it, given) => {
      const before = decided(compiled(it), given).decision.effect;
      expect(decided(compiled(reversed(it)), given).decision.effect).toBe(before);
    }),
    { numRuns: 1000 },
  );
});

test('adding a deny_if never turns a denial into a permission', () => {
  fc.assert(
    fc.property(document, group, fc.boolean(), situation, (it, added, isForAll, given) => {
      const before = decided(compiled(it), given).decision.effect;
      const after = decided(compiled(withDenial(it, added, isForAll)), given).decision.effect;
      expect(rank[after]).toBeGreaterThanOrEqual(rank[before]);
    }),
    { numRuns: 1000 },
  );
});

test('a decision is the same after the document was stored and read again', () => {
  fc.assert(
    fc.property(document, situation, (it, given) => {
      const first = compiled(it);
      const again = compiled(JSON.parse(JSON.stringify(first.document)) as PolicyDocument); // what was stored
      expect(decided(again, given)).toEqual(decided(first, given));
    }),
  );
});

test('no arguments and no facts make the engine throw or allow by error', () => {
  const junk = fc.oneof(
    fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
    value,
  );
  fc.assert(
    fc.property(document, junk, junk, junk, (it, anyArgs, anyCounters, anyNow) => {
      const policy = compiled(it);
      const call = callOf(anyArgs as JsonObject); // the point: it need not be one
      const facts = {
        now: anyNow,
        isPaused: false,
        counters: anyCounters,
        preview: anyArgs,
      } as unknown as Facts;
      const { decision } = evaluate(policy, call, facts);
      expect(rank).toHaveProperty(decision.effect);
      if (decision.effect === 'allow') expect(typeof anyNow).toBe('number');
      expect(() => neededCounters(policy, call, anyNow as number)).not.toThrow();
    }),
    { numRuns: 1000 },
  );
});

test('no document makes the parser throw', () => {
  fc.assert(
    fc.property(
      fc.anything(),
      document,
      fc.constantFrom('tools', 'all_tools', 'hide', 'examples'),
      (junk, it, field) => {
        expect(parsePolicy(junk).ok).toBe(false);
        expect(() => parsePolicy({ ...it, [field]: junk })).not.toThrow();
      },
    ),
    { numRuns: 500 },
  );
});

test('what the console says of a tool is what the engine does with it', () => {
  const action = fc.constantFrom(
    undefined,
    'allow' as const,
    'deny' as const,
    'hide' as const,
    'require_approval' as const,
  );
  const rule = fc.record({ action, asks: fc.boolean() }).map(({ action: said, asks }): ToolRule => ({
    ...(said && { action: said }),
    ...(asks && { approval: {} }),
  }));
  const simple = fc.record({
    default: fc.constantFrom('allow' as const, 'ask' as const, 'deny' as const),
    hide: fc.array(fc.constantFrom('*', 'add', 'a*', '*x', 'view'), { maxLength: 2 }),
    asks: fc.boolean(),
    rule: fc.option(rule, { nil: undefined }),
  });
  fc.assert(
    fc.property(simple, ({ default: fallback, hide, asks, rule: own }) => {
      const it: PolicyDocument = {
        version: '1',
        default: fallback,
        hide,
        ...(asks && { all_tools: { approval: {} } }),
        ...(own && { tools: { add: own } }),
      };
      const stated = statedEffect(it, 'add');
      const { decision } = decided(compiled(it), { args: {}, stored: '0' });
      expect(stated === 'hide' ? decision.code : decision.effect).toBe(stated === 'hide' ? 'hidden' : stated);
      expect(hiddenBy(compiled(it), 'add') !== undefined).toBe(stated === 'hide');
    }),
    { numRuns: 300 },
  );
});

test('however many calls are made, what passes never adds up to more than the limit', () => {
  const increments = fc.array(fc.constantFrom<JsonValue>(0.1, '0.2', 1, 0.7, '1e-3', -1, 'x'), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(increments, (amounts) => {
      const policy = compiled({
        version: '1',
        default: 'deny',
        tools: { add: { limits: [{ counter: 'n', window: 'day', max: 2.5, increment_from: 'args.a' }] } },
      });
      let held = '0';
      for (const a of amounts) {
        const { reservations } = decided(policy, { args: { a }, stored: held });
        for (const { amount } of reservations) held = addText(held, amount);
      }
      const total = parseDecimal(held);
      expect(total && compareDecimals(total, { units: 25n, scale: 1 })).toBeLessThanOrEqual(0);
    }),
  );
});

function compiled(it: PolicyDocument): CompiledPolicy {
  const parsed = parsePolicy(it);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}

function callOf(given: JsonObject): PolicyCall {
  return {
    upstream: 'u',
    grantId: 'g',
    sessionId: 's',
    tool: { name: 'add' },
    args: given,
    client: { grant: 'g' },
  };
}

function decided(policy: CompiledPolicy, given: Partial<Situation> & { args: JsonObject; stored: string }) {
  const call = callOf(given.args);
  const held: CounterValue = { value: given.stored };
  const counters = new Map(neededCounters(policy, call, now).map(({ key }) => [key, held]));
  const { preview, session, approval: answer } = given;
  return evaluate(policy, call, {
    now,
    isPaused: false,
    counters,
    ...(preview && { preview }),
    ...(session && { session }),
    ...(answer && { approval: answer }),
  });
}

function reversed(it: PolicyDocument): PolicyDocument {
  const turn = <T extends EveryCall>(rule: T): T => ({
    ...rule,
    ...(rule.require && { require: rule.require.toReversed() }),
    ...(rule.deny_if && { deny_if: rule.deny_if.toReversed() }),
    ...(rule.limits && { limits: rule.limits.toReversed() }),
    ...(rule.approval?.when && { approval: { ...rule.approval, when: rule.approval.when.toReversed() } }),
  });
  const rule = it.tools?.['add'];
  return {
    ...it,
    ...(it.all_tools && { all_tools: turn(it.all_tools) }),
    ...(rule && { tools: { add: turn(rule) } }),
  };
}

function withDenial(it: PolicyDocument, added: ConditionGroup, isForAll: boolean): PolicyDocument {
  const rule = it.tools?.['add'];
  const more = <T extends EveryCall>(to: T): T => {
    const groups = (to.deny_if ?? []) as ConditionGroup[]; // the documents above hold groups only
    return { ...to, deny_if: [...groups, added] };
  };
  if (isForAll || !rule) return { ...it, all_tools: more(it.all_tools ?? {}) };
  return { ...it, tools: { add: more(rule) } };
}
