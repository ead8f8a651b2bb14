import type { PolicyView } from '../../contract/model.ts';
import type { RecordedHistory } from '../policy/lint/history.ts';
import type { CallEvent, EventReader } from '../store/event-reader.ts';
import { walkCalls } from './walk-calls.ts';

/** How often each rule of a policy came up in the calls that its version decided. */
export interface RuleHistory {
  of(policy: PolicyView): Promise<RecordedHistory>;
}

interface Counted {
  readonly version: number;
  readonly perRule: Map<string, number>;
  calls: number;
  /** What is not counted yet comes after it. */
  seq: number;
  /** One walk at a time: two would count the same calls twice. */
  walk: Promise<void>;
}

/** Counts each call once, when first asked after it; asking again while one types costs next to nothing. */
export function createRuleHistory(reader: EventReader): RuleHistory {
  const counted = new Map<string, Counted>();

  function countedOf({ upstream, grantId, version, savedAt }: PolicyView): Counted {
    const key = JSON.stringify([upstream, grantId]);
    const known = counted.get(key);
    if (known?.version === version) return known;
    const seq = reader.lastSeqBefore(savedAt);
    const fresh = { version, perRule: new Map<string, number>(), calls: 0, seq, walk: Promise.resolve() };
    counted.set(key, fresh);
    return fresh;
  }

  return {
    async of(policy) {
      const known = countedOf(policy);
      known.walk = known.walk.then(async () => {
        known.seq = await walkCalls(reader, known.seq, (event) => count(known, policy, event));
      });
      try {
        await known.walk;
      } catch (error) {
        // Half a walk must not be counted again: the next question starts afresh.
        counted.clear();
        throw error;
      }
      return known;
    },
  };
}

function count(known: Counted, policy: PolicyView, { event, isFirst }: CallEvent): void {
  if (event.type !== 'tool_call.decided' || !isFirst) return;
  const { upstream, grantId, policyVersion, isGrantPolicy = false, decision } = event.data;
  const isDecidedByIt =
    upstream === policy.upstream &&
    policyVersion === policy.version &&
    (policy.grantId === null ? !isGrantPolicy : isGrantPolicy && grantId === policy.grantId);
  if (!isDecidedByIt) return;
  known.calls += 1;
  for (const rule of new Set(decision.reasons.map((it) => it.rule))) {
    known.perRule.set(rule, (known.perRule.get(rule) ?? 0) + 1);
  }
}
