import type { RuleSentence } from '../../lib/policy/rule-words.ts';
import styles from './rule-notes.module.css';

interface Props {
  readonly sentences: readonly RuleSentence[];
  readonly hasDraft: boolean;
}

/** What a rule says beside its effect, in words, a line each. */
export function RuleNotes({ sentences, hasDraft }: Props) {
  if (sentences.length === 0 && !hasDraft) return null;
  return (
    <ul className={styles.notes}>
      {sentences.map(({ text, tone }) => (
        <li key={text} className={styles[tone]}>
          {text}
        </li>
      ))}
      {hasDraft && <li className={styles.draft}>Changes not saved yet</li>}
    </ul>
  );
}
