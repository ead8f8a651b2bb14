import type { Facts, PolicyCall } from './model.ts';
import { timeFacts, type TimeFacts, type Zone } from './zone.ts';

/** What the paths of one evaluation read from. */
export interface EvaluationScope {
  readonly call: PolicyCall;
  readonly facts: Facts;
  /** Computed when first asked for: most policies never look at the clock. */
  time(): TimeFacts;
}

export function scopeOf(call: PolicyCall, facts: Facts, zone: Zone): EvaluationScope {
  let known: TimeFacts | undefined;
  return { call, facts, time: () => (known ??= timeFacts(zone, facts.now)) };
}
