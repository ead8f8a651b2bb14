import type { JsonObject } from '../../../../contract/json.ts';
import type { PolicyView } from '../../../../contract/model.ts';
import { useData } from '../../../lib/console-context.ts';
import { useDraft } from '../../../lib/drafts.ts';
import { decides } from '../../../lib/policy/decides.ts';
import { collisions, isSame, rebase } from '../../../lib/policy/rebase.ts';
import { documentOf, savedPolicy, type PolicyTarget } from '../../../lib/policy/targets.ts';
import { useCommand } from '../../../lib/use-command.ts';
import { useQuery, type Query } from '../../../lib/use-query.ts';
import type { Subject } from './rule-draft.ts';

const checkDelayMs = 250;

/** A policy document in the making, for one rule of it. */
export interface RuleDraftState {
  readonly document: JsonObject;
  /** The document as it would be saved: on top of what others saved meanwhile. */
  readonly toSave: JsonObject;
  readonly isDirty: boolean;
  /** Parts that somebody else changed too since the draft began. */
  readonly collisions: readonly string[];
  readonly check: Query<'policy.check'>;
  /** Checked just as it is, and good enough to decide calls. */
  readonly isUsable: boolean;
  readonly isSaving: boolean;
  readonly saveProblem: string | null;
  /** The version that a save would make. */
  readonly nextVersion: number;
  edit(document: JsonObject): void;
  forget(): void;
  save(): Promise<PolicyView | undefined>;
}

export function useRuleDraft(target: PolicyTarget, subject: Subject): RuleDraftState {
  const saved = useData((data) => savedPolicy(data.policies, target));
  const [draft, setDraft] = useDraft('rules', JSON.stringify([target.upstream, target.grantId, subject]));
  const command = useCommand('policy.save');
  const now = documentOf(saved);
  const { base, document } = draft ?? { base: now, document: now };
  const toSave = rebase(base, document, now);
  const check = useQuery('policy.check', { document: toSave, ...target }, checkDelayMs);
  const { upstream, grantId } = target;
  return {
    document,
    toSave,
    isDirty: draft !== undefined,
    collisions: collisions(base, document, now),
    check,
    isUsable: check.isCurrent && check.value !== null && decides(check.value),
    isSaving: command.isRunning,
    saveProblem: command.problem,
    nextVersion: (saved?.version ?? 0) + 1,
    edit: (next) => setDraft(isSame(next, base) ? undefined : { base, document: next }),
    forget: () => setDraft(undefined),
    async save() {
      const policy = await command.run({ upstream, grantId, document: toSave });
      if (policy) setDraft(undefined);
      return policy;
    },
  };
}
