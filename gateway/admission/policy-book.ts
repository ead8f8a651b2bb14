import { ApiError, type Problem } from '../../contract/errors.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { PolicyView } from '../../contract/model.ts';
import {
  statedEffect,
  withToolEffect,
  type PolicyDocument,
  type ToolEffect,
} from '../../contract/policy-document.ts';
import type { Clock, Log } from '../../contract/ports.ts';
import type { CompiledPolicy } from '../policy/compiled-policy.ts';
import { parsePolicy } from '../policy/parse.ts';
import type { EventLog } from '../store/event-log.ts';
import type { PoliciesTable } from '../store/policies-table.ts';

/** The policies in force, compiled once per version. */
export interface PolicyBook {
  /** The grant's own policy for an upstream, else the upstream's; undefined denies. */
  forCall(upstream: string, grantId: string): PolicyInForce | undefined;
  check(document: JsonObject): { document: PolicyDocument | null; problems: readonly Problem[] };
  /** Saves a new version; it decides the next call. Throws `invalid_policy` with the problems. */
  save(upstream: string, grantId: string | null, document: JsonObject, by: string): PolicyView;
  setToolEffect(upstream: string, tool: string, effect: ToolEffect, by: string): PolicyView;
  list(): PolicyView[];
}

export interface PolicyInForce {
  readonly view: PolicyView;
  /** Undefined when a stored document does not parse any more: it then denies, like no policy. */
  readonly compiled: CompiledPolicy | undefined;
}

interface Parts {
  readonly table: PoliciesTable;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly log: Log;
}

const keyOf = (upstream: string, grantId: string | null) => JSON.stringify([upstream, grantId]);

export function createPolicyBook({ table, events, clock, log }: Parts): PolicyBook {
  const inForce = new Map<string, PolicyInForce>();
  for (const view of table.current())
    inForce.set(keyOf(view.upstream, view.grantId), { view, compiled: compile(view) });

  function compile(view: PolicyView): CompiledPolicy | undefined {
    const parsed = parsePolicy(view.document);
    if (parsed.ok) return parsed.policy;
    log.error('a stored policy does not parse and denies every call', {
      upstream: view.upstream,
      version: view.version,
      problems: parsed.problems,
    });
    return undefined;
  }

  function save(upstream: string, grantId: string | null, document: JsonObject, by: string): PolicyView {
    const parsed = parsePolicy(document);
    if (!parsed.ok) {
      const [first] = parsed.problems;
      throw new ApiError(
        'invalid_policy',
        `the policy was not saved: ${first?.pointer ?? ''} ${first?.message ?? ''}`,
        {
          problems: parsed.problems,
        },
      );
    }
    const version = (inForce.get(keyOf(upstream, grantId))?.view.version ?? 0) + 1;
    const view: PolicyView = {
      upstream,
      grantId,
      version,
      savedAt: clock.now(),
      savedBy: by,
      document: parsed.policy.document,
    };
    events.transaction(() => {
      table.insert(view);
      events.append({
        type: 'policy.saved',
        data: { upstream, grantId, version, by, document: view.document },
      });
      // Inside: a listener of the event must already meet the new policy.
      inForce.set(keyOf(upstream, grantId), { view, compiled: parsed.policy });
    });
    return view;
  }

  return {
    forCall: (upstream, grantId) =>
      inForce.get(keyOf(upstream, grantId)) ?? inForce.get(keyOf(upstream, null)),
    check(document) {
      const parsed = parsePolicy(document);
      return parsed.ok
        ? { document: parsed.policy.document, problems: [] }
        : { document: null, problems: parsed.problems };
    },
    save,
    setToolEffect(upstream, tool, effect, by) {
      const current = inForce.get(keyOf(upstream, null))?.view.document ?? { version: '1', default: 'deny' };
      if (statedEffect(current, tool) === effect) {
        const view = inForce.get(keyOf(upstream, null))?.view;
        if (view) return view;
      }
      const changed = withToolEffect(current, tool, effect);
      if (!changed) {
        throw new ApiError(
          'conflict',
          `\`${tool}\` is hidden by a pattern that covers other tools too; change \`hide\` in the policy of \`${upstream}\``,
        );
      }
      return save(upstream, null, changed as JsonObject, by); // a policy document is JSON
    },
    list: () => [...inForce.values()].map((it) => it.view),
  };
}
