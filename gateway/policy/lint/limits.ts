import type { Limit, RateLimit, Scope, Window } from '../../../contract/policy-document.ts';
import { warning, type Finding } from './finding.ts';
import { subjectOf, type Section } from './sections.ts';
import { windowsWithin } from './windows-within.ts';

/** Limits that can never be reached, because another one stops the calls before, and those that no call passes. */
export function checkLimits(section: Section, sections: readonly Section[]): readonly Finding[] {
  const own = capsOf(section);
  // What holds for every call is counted over all tools, so the limits of one tool say nothing of it.
  const others = section.tool === undefined ? own : [...own, ...sections.filter(isCommon).flatMap(capsOf)];
  return own.flatMap((cap) => {
    if (cap.increment === undefined) return [];
    if (cap.increment > cap.max) return [refusesAll(cap, cap.increment, section)];
    const stopper = isShared(cap, sections) ? undefined : others.find((it) => it !== cap && stops(it, cap));
    return stopper ? [outOfReach(cap, stopper)] : [];
  });
}

interface Cap {
  readonly pointer: string;
  readonly window: Window;
  readonly max: number;
  readonly scope: Scope;
  /** Undefined: by an argument, so that nothing is known beforehand. */
  readonly increment: number | undefined;
  readonly count: 'calls' | 'successes';
  readonly counter: string | undefined;
}

function capsOf({ rule, place }: Section): readonly Cap[] {
  const limits = (rule.limits ?? []).map((limit, at) => capOf(limit, place.at('limits', at).pointer));
  return rule.rate_limit ? [...limits, rateOf(rule.rate_limit, place.at('rate_limit').pointer)] : limits;
}

function capOf(limit: Limit, pointer: string): Cap {
  const { window, max, counter, scope = 'grant', count = 'calls', increment = 1 } = limit;
  const isFixed = limit.increment_from === undefined;
  return { pointer, window, max, scope, count, counter, increment: isFixed ? increment : undefined };
}

function rateOf({ window, max }: RateLimit, pointer: string): Cap {
  return { pointer, window, max, scope: 'grant', count: 'calls', counter: undefined, increment: 1 };
}

function isCommon({ tool }: Section): boolean {
  return tool === undefined;
}

/** Whether calls of other tools count there too. */
function isShared({ counter, scope }: Cap, sections: readonly Section[]): boolean {
  if (counter === undefined) return false;
  const holders = sections.filter((section) =>
    capsOf(section).some((it) => it.counter === counter && it.scope === scope),
  );
  return holders.length > 1;
}

const breadth: Readonly<Record<Scope, number>> = { session: 0, grant: 1, upstream: 2, all: 3 };

/** Whether `stopper` ends the calls before `cap` can be exceeded. */
function stops(stopper: Cap, cap: Cap): boolean {
  const { increment } = stopper;
  if (increment === undefined || increment === 0 || cap.increment === undefined) return false;
  if (breadth[stopper.scope] < breadth[cap.scope]) return false;
  if (stopper.count === 'successes' && cap.count === 'calls') return false;
  const calls = Math.floor(stopper.max / increment) * windowsWithin(cap.window, stopper.window);
  return calls * cap.increment < cap.max;
}

function outOfReach(cap: Cap, stopper: Cap): Finding {
  const message = `\`max\` of ${cap.max} ${perWindow(cap.window)} is never reached: \`${stopper.pointer}\` stops at ${stopper.max} ${perWindow(stopper.window)}; lower it or remove it`;
  return warning(cap.pointer, 'limit_out_of_reach', message);
}

function refusesAll({ pointer, max }: Cap, increment: number, section: Section): Finding {
  const message = `every call of ${subjectOf(section)} is refused: one call counts ${increment} and \`max\` is ${max}; raise it, or say \`"action": "deny"\``;
  return warning(pointer, 'refuses_all', message);
}

function perWindow(window: Window): string {
  if (typeof window === 'number') return `in ${window} seconds`;
  return window === 'hour' ? 'an hour' : `a ${window}`;
}
