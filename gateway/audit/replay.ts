import type { ReplayReport } from '../../contract/model.ts';
import type { CompiledPolicy, CompiledRule } from '../policy/compiled-policy.ts';
import type { EventReader } from '../store/event-reader.ts';
import { createReplay, type ReplayQuestion } from './replay-calls.ts';
import { walkCalls } from './walk-calls.ts';

/**
 * Decides the recorded calls since a time again by a draft, and tells what would come out otherwise. Nothing is
 * recorded or counted, and other work goes on in between.
 */
export async function replay(reader: EventReader, question: ReplayQuestion): Promise<ReplayReport> {
  const decided = createReplay(question);
  const from = reader.lastSeqBefore(question.since - longestWindow(question.draft));
  await walkCalls(reader, from, decided.see);
  return decided.report();
}

/** Whether calls that the policy does not decide can count in its counters. */
export function sharesCounters(policy: CompiledPolicy): boolean {
  return rulesOf(policy).some(({ quotas }) =>
    quotas.some(({ scope }) => scope === 'upstream' || scope === 'all'),
  );
}

const hour = 60 * 60 * 1000;
const longest = {
  minute: hour,
  hour: 2 * hour,
  day: 26 * hour,
  week: 170 * hour,
  month: 746 * hour,
} as const; // clocks may change inside

/** How far back the counters of a policy look, in milliseconds. */
function longestWindow(policy: CompiledPolicy): number {
  const windows = rulesOf(policy).flatMap(({ quotas }) => quotas.map(({ window }) => window));
  return Math.max(0, ...windows.map((it) => (typeof it === 'number' ? it * 1000 : longest[it])));
}

function rulesOf({ tools, unlisted }: CompiledPolicy): readonly CompiledRule[] {
  return [...tools.values(), unlisted];
}
