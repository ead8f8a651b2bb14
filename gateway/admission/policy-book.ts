import { ApiError } from '../../contract/errors.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { PolicyView } from '../../contract/model.ts';
import { statedEffect, withToolEffect, type ToolEffect } from '../../contract/policy-document.ts';
import type { Clock, Log } from '../../contract/ports.ts';
import type { CompiledPolicy } from '../policy/compiled-policy.ts';
import { parsePolicy } from '../policy/parse.ts';
import type { EventLog } from '../store/event-log.ts';
import type { PoliciesTable } from '../store/policies-table.ts';

/** The policies in force, compiled once per version. */
export interface PolicyBook {
  /** The grant's own policy for an upstream, else the upstream's; undefined denies. */
  forCall(upstream: string, grantId: string): PolicyInForce | undefined;
  /** Exactly that policy, without falling back to the upstream's. */
  find(upstream: string, grantId: string | null): PolicyInForce | undefined;
  /** Saves a new version; it decides the next call. Throws `invalid_policy` with the problems. */
  save(upstream: string, grantId: string | null, document: JsonObject, by: string): PolicyView;
  /**
   * Changes one tool's state in the grant's own policy, or (null) in the upstream's. Throws `not_found` for a grant
   * without a policy of its own: taking the upstream's along would part the two for good.
   */
  setToolEffect(
    upstream: string,
    grantId: string | null,
    tool: string,
    effect: ToolEffect,
    by: string,
  ): PolicyView;
  /** Every version of one policy, newest first; those from before a removal too. */
  versions(upstream: string, grantId: string | null): PolicyView[];
  /** Saves an old version as a new one, which says so in `savedBy`. Throws `not_found` or `conflict`. */
  rollBack(upstream: string, grantId: string | null, version: number, by: string): PolicyView;
  /** Takes a grant's own policy away: the upstream's decides the next call. Throws `not_found`. */
  remove(upstream: string, grantId: string, by: string): void;
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

/** Neither name nor id can contain a space. */
const keyOf = (upstream: string, grantId: string | null) => `${upstream} ${grantId ?? ''}`;

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
    const version = table.lastVersion(upstream, grantId) + 1;
    const view: PolicyView = {
      upstream,
      grantId,
      version,
      savedAt: clock.now(),
      savedBy: by,
      document: parsed.policy.document,
    };
    replace(keyOf(upstream, grantId), { view, compiled: parsed.policy }, () => {
      table.insert(view);
      events.append({
        type: 'policy.saved',
        data: { upstream, grantId, version, by, document: view.document },
      });
    });
    return view;
  }

  /** What decides changes with the record of it, or not at all. */
  function replace(key: string, next: PolicyInForce | undefined, write: () => void): void {
    const before = inForce.get(key);
    const put = (policy: PolicyInForce | undefined) =>
      policy ? inForce.set(key, policy) : inForce.delete(key);
    try {
      events.transaction(() => {
        write();
        // Inside: a listener of the event must already meet the new policy.
        put(next);
      });
    } catch (error) {
      put(before);
      throw error;
    }
  }

  return {
    forCall: (upstream, grantId) =>
      inForce.get(keyOf(upstream, grantId)) ?? inForce.get(keyOf(upstream, null)),
    find: (upstream, grantId) => inForce.get(keyOf(upstream, grantId)),
    save,
    setToolEffect(upstream, grantId, tool, effect, by) {
      const view = inForce.get(keyOf(upstream, grantId))?.view;
      if (!view && grantId !== null) throw noneOfItsOwn(upstream);
      const current = view?.document ?? { version: '1', default: 'deny' };
      if (view && statedEffect(current, tool) === effect) return view;
      const changed = withToolEffect(current, tool, effect);
      if (!changed) {
        throw new ApiError(
          'conflict',
          `\`${tool}\` is hidden by a pattern that covers other tools too; change \`hide\` in the policy of \`${upstream}\``,
        );
      }
      return save(upstream, grantId, changed as JsonObject, by); // a policy document is JSON
    },
    versions: table.versions,
    rollBack(upstream, grantId, version, by) {
      const key = keyOf(upstream, grantId);
      if (inForce.get(key)?.view.version === version) {
        throw new ApiError('conflict', `version ${version} is in force already`);
      }
      const old = table.version(upstream, grantId, version);
      if (!old) {
        const last = table.lastVersion(upstream, grantId);
        const known = last === 0 ? 'none was ever saved' : `there are 1 to ${last}`;
        throw new ApiError('not_found', `there is no version ${version} of this policy; ${known}`);
      }
      return save(upstream, grantId, old.document as JsonObject, `${by}, rolled back to version ${version}`); // a policy document is JSON
    },
    remove(upstream, grantId, by) {
      const current = inForce.get(keyOf(upstream, grantId));
      if (!current) throw noneOfItsOwn(upstream);
      replace(keyOf(upstream, grantId), undefined, () => {
        table.remove(upstream, grantId, current.view.version, clock.now());
        events.append({ type: 'policy.removed', data: { upstream, grantId, by } });
      });
    },
    list: () => [...inForce.values()].map((it) => it.view),
  };
}

function noneOfItsOwn(upstream: string): ApiError {
  return new ApiError('not_found', `this grant has no policy of its own for \`${upstream}\``);
}
