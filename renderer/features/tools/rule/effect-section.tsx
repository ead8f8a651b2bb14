import type { ToolEffect } from '../../../../contract/policy-document.ts';
import { Segmented } from '../../../ui/segmented.tsx';

import { effectSegments } from '../effect-segments.ts';
import { boxesOf } from './condition-groups.ts';
import styles from './effect-section.module.css';
import { TextAt } from './fields.tsx';
import { useRuleForm } from './rule-form.ts';

interface Props {
  readonly tool: string;
  readonly effect: ToolEffect;
  /** The pattern that hides this tool and others: nothing else can be chosen for it alone. */
  readonly hiddenBy: string | null;
  readonly onChange: (effect: ToolEffect) => void;
}

const explained: Readonly<Record<ToolEffect, string>> = {
  allow: 'A call passes, unless something below refuses it or asks you.',
  ask: 'A call waits for your answer, unless something below refuses it first.',
  deny: 'Every call is refused; nothing below is reached.',
  hide: 'The tool is not listed to agents; a call is refused as if it did not exist.',
};

const askedAnyway =
  'Every call waits for your answer, whatever the conditions below say. Choose Allow to be asked only when they hold.';

/** What happens to a call to begin with, and the words for it. */
export function EffectSection({ tool, effect, hiddenBy, onChange }: Props) {
  const form = useRuleForm();
  const isAskedAnyway = effect === 'ask' && boxesOf(form.rule, 'when').length > 0;
  return (
    <div className={styles.section}>
      <div className={styles.line} data-pointer={form.pointer(['action'])}>
        <Segmented
          label={`Effect of ${tool}`}
          segments={effectSegments(hiddenBy !== null)}
          value={effect}
          onChange={onChange}
        />
        <p className={styles.hint}>{isAskedAnyway ? askedAnyway : explained[effect]}</p>
      </div>
      {(effect === 'ask' || effect === 'deny') && (
        <TextAt
          path={['reason']}
          label={effect === 'ask' ? 'Why it asks, as the card says it' : 'Tell the agent why'}
          placeholder={effect === 'ask' ? 'it adds to your cart' : 'said with the refusal (optional)'}
        />
      )}
    </div>
  );
}
