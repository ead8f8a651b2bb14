import { evaluate, neededCounters } from '../gateway/policy/evaluate.ts';
import type { CompiledPolicy } from '../gateway/policy/compiled-policy.ts';
import type { CounterValue, Facts, PolicyCall } from '../gateway/policy/model.ts';
import { parsePolicy } from '../gateway/policy/parse.ts';
import type { Condition, ConditionGroup, PolicyDocument, ToolRule } from '../contract/policy-document.ts';

export interface DecisionRow {
  readonly name: string;
  /** Microseconds, of the fastest tenth and the median of the batches. */
  readonly bestUs: number;
  readonly medianUs: number;
}

/** What one decision costs, the counters it needs included: an empty policy beside ones that have much to say. */
export function benchDecision(): { readonly rows: readonly DecisionRow[] } {
  const big = compiled(documentOf({ deny_if: someDenials(20) }));
  const required = compiled(documentOf({ require: someRequirements(20) }));
  const counted = compiled(
    documentOf({ require: someRequirements(10), deny_if: someDenials(10), ...quotas }),
  );
  const rows = [
    measure('no policy', undefined),
    measure('empty policy', compiled({ version: '1', default: 'allow' })),
    measure('500 tools x 20 conditions that do not match (deny_if)', big),
    measure('500 tools x 20 conditions that all hold (require)', required),
    measure('500 tools x 20 conditions, one limit, one budget', counted),
  ];
  return { rows };
}

const batch = 200;
const batches = 400;

function measure(name: string, policy: CompiledPolicy | undefined): DecisionRow {
  const times: number[] = [];
  let decided = 0;
  for (let round = -100; round < batches; round += 1) {
    const startedAt = performance.now();
    for (let turn = 0; turn < batch; turn += 1) {
      const call = callOf(`tool_${(turn * 7) % 500}`, (turn % 10) + 1);
      const facts = factsFor(policy, call, 1_767_614_400_000 + turn);
      if (evaluate(policy, call, facts).decision.effect !== (policy ? 'allow' : 'deny'))
        throw new Error(name);
      decided += 1;
    }
    if (round >= 0) times.push(((performance.now() - startedAt) * 1000) / batch); // the first rounds warm up
  }
  if (decided === 0) throw new Error('nothing was measured');
  times.sort((a, b) => a - b);
  return { name, bestUs: at(times, 0.1), medianUs: at(times, 0.5) };
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
}

function compiled(document: PolicyDocument): CompiledPolicy {
  const parsed = parsePolicy(document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}

function documentOf(rule: ToolRule): PolicyDocument {
  const tools = Object.fromEntries(Array.from({ length: 500 }, (_, tool) => [`tool_${tool}`, rule]));
  return { version: '1', timezone: 'Europe/Berlin', default: 'deny', tools };
}

/** That many rules of one condition each, none of which matches. */
function someDenials(count: number): NonNullable<ToolRule['deny_if']> {
  return groups(count, (at) => [
    { path: 'args.quantity', op: 'gt', value: 100 + at },
    { path: 'args.title', op: 'contains', value: `forbidden ${at}` },
    { path: 'args.asin', op: 'regex', value: `^X${at}[A-Z0-9]{7}$` },
    { path: 'time.hour', op: 'gte', value: 24 },
  ]);
}

/** That many rules of one condition each, all of which hold. */
function someRequirements(count: number): NonNullable<ToolRule['require']> {
  return groups(count, (at) => [
    { path: 'args.quantity', op: 'lte', value: 10 + at },
    { path: 'args.title', op: 'neq', value: `forbidden ${at}` },
    { path: 'args.asin', op: 'regex', value: '^B0[A-Z0-9]{8}$' },
    { path: 'client.name', op: 'in', value: ['claude-code', 'codex', 'cursor'] },
  ]);
}

function groups(count: number, kinds: (at: number) => readonly Condition[]): ConditionGroup[] {
  return Array.from({ length: count }, (_, at) => {
    const offered = kinds(at);
    return { conditions: offered.slice(at % offered.length, (at % offered.length) + 1) };
  });
}

const quotas: ToolRule = {
  limits: [{ counter: 'changes', window: 'minute', max: 30 }],
  spend: [{ counter: 'budget', window: 'day', max: '100.00', currency: 'USD' }],
};

function callOf(name: string, quantity: number): PolicyCall {
  return {
    upstream: 'cart',
    grantId: 'g1',
    sessionId: 's1',
    tool: { name, category: 'Write', risk: 'medium' },
    args: { asin: 'B0ABCDEFGH', quantity, title: 'a fine kettle' },
    client: { name: 'codex', version: '1.0', grant: 'me' },
  };
}

function factsFor(policy: CompiledPolicy | undefined, call: PolicyCall, now: number): Facts {
  const counters = new Map<string, CounterValue>();
  for (const { key } of neededCounters(policy, call, now)) counters.set(key, { value: '3' });
  return { now, isPaused: false, counters, preview: { total: '19.99', currency: 'USD' } };
}

if (process.argv[1] === import.meta.filename) {
  for (const { name, bestUs, medianUs } of benchDecision().rows) {
    console.log(
      `${name.padEnd(58)} ${medianUs.toFixed(2).padStart(7)} µs median ${bestUs.toFixed(2).padStart(7)} µs best`,
    );
  }
}
