import { SlidersHorizontal } from 'lucide-react';
import type { PolicyDocument } from '../../../contract/policy-document.ts';
import type { RuleSentence } from '../../lib/policy/rule-words.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { effectSegments } from './effect-segments.ts';
import { RuleNotes } from './rule-notes.tsx';
import styles from './tool-row.module.css';

interface EveryToolProps {
  readonly sentences: readonly RuleSentence[];
  readonly isFixed: boolean;
  readonly hasDraft: boolean;
  readonly onEdit: () => void;
}

/** The rules that hold for every call, after the tool's own. */
export function EveryToolRow({ sentences, isFixed, hasDraft, onEdit }: EveryToolProps) {
  return (
    <li className={styles.row}>
      <div className={styles.head}>
        <h3 className={styles.common}>Every tool</h3>
      </div>
      <div className={styles.about}>
        <p className={styles.plain}>
          {sentences.length === 0
            ? 'No rule holds for all tools together.'
            : 'Holds for every call, after the tool’s own rule.'}
        </p>
        <RuleNotes sentences={sentences} hasDraft={hasDraft} />
      </div>
      <div className={styles.control}>
        <span className={styles.space} />
        <IconButton
          label="Limits and conditions of every tool"
          icon={<SlidersHorizontal />}
          disabled={isFixed}
          onClick={onEdit}
        />
      </div>
    </li>
  );
}

interface FallbackProps {
  readonly fallback: PolicyDocument['default'];
  readonly isFixed: boolean;
  readonly isBusy: boolean;
  readonly problem: string | null;
  readonly onChange: (fallback: PolicyDocument['default']) => void;
}

/** What happens to tools that no rule names: those the upstream may bring tomorrow, too. */
export function FallbackRow({ fallback, isFixed, isBusy, problem, onChange }: FallbackProps) {
  return (
    <li className={styles.row}>
      <div className={styles.head}>
        <h3 className={styles.common}>Any other tool</h3>
      </div>
      <div className={styles.about}>
        <p className={styles.plain}>Tools without a rule of their own, also those that come later.</p>
        {problem !== null && (
          <p className={styles.problem} role="alert">
            {problem}
          </p>
        )}
      </div>
      <div className={styles.control}>
        <Segmented
          label="Rule for any other tool"
          segments={effectSegments(false).map((it) => ({
            ...it,
            isDisabled: it.value === 'hide' || (isFixed && it.value !== fallback),
          }))}
          value={fallback}
          isBusy={isBusy}
          onChange={(next) => next !== 'hide' && onChange(next)}
        />
        <span className={styles.spaceOfButton} />
      </div>
    </li>
  );
}
