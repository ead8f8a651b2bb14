import { useMemo } from 'react';
import type { PolicyView } from '../../../contract/model.ts';
import { useData } from '../../lib/console-context.ts';
import { useDraft } from '../../lib/drafts.ts';
import { jsonText } from '../../lib/json-text.ts';
import { documentOf, savedPolicy, type PolicyTarget } from '../../lib/policy/targets.ts';
import { useCommand } from '../../lib/use-command.ts';
import { useQuery, type Query } from '../../lib/use-query.ts';
import { useSettled } from '../../lib/use-settled.ts';
import { readPolicyText, type PolicyText } from './read-policy-text.ts';

const restMs = 300;

/** A policy as text, on its way to the next version. */
export interface PolicyDraft {
  readonly target: PolicyTarget;
  readonly text: string;
  /** The text once typing rests; what is said of the draft is said of this. */
  readonly reading: PolicyText;
  readonly check: Query<'policy.check'>;
  readonly saved: PolicyView | undefined;
  readonly savedText: string;
  readonly isDirty: boolean;
  /** The version that was saved by somebody else since the draft began; null when there is none. */
  readonly overtakenBy: PolicyView | null;
  readonly isSaving: boolean;
  readonly saveProblem: string | null;
  edit(text: string): void;
  forget(): void;
  save(): Promise<PolicyView | undefined>;
}

export function usePolicyDraft(target: PolicyTarget): PolicyDraft {
  const saved = useData((data) => savedPolicy(data.policies, target));
  const savedText = useMemo(() => jsonText(documentOf(saved)), [saved]);
  const [draft, setDraft] = useDraft('texts', JSON.stringify([target.upstream, target.grantId]));
  const command = useCommand('policy.save');
  const text = draft?.text ?? savedText;
  const settled = useSettled(text, restMs);
  const reading = useMemo(() => readPolicyText(settled), [settled]);
  const { upstream, grantId } = target;
  const check = useQuery(
    'policy.check',
    reading.document && { document: reading.document, upstream, grantId },
    0,
    // The record that the linter looks at is another one after a save.
    saved?.version,
  );
  const baseVersion = draft ? draft.baseVersion : (saved?.version ?? null);
  return {
    target,
    text,
    reading,
    check,
    saved,
    savedText,
    isDirty: draft !== undefined,
    overtakenBy: saved && baseVersion !== saved.version ? saved : null,
    isSaving: command.isRunning,
    saveProblem: command.problem,
    edit: (next) => setDraft(next === savedText ? undefined : { baseVersion, text: next }),
    forget() {
      command.clear();
      setDraft(undefined);
    },
    async save() {
      // Not the reading: it may be some letters behind.
      const { document } = readPolicyText(text);
      if (!document) return undefined;
      const policy = await command.run({ upstream, grantId, document });
      if (policy) setDraft(undefined);
      return policy;
    },
  };
}
