import { FormField } from '../../../ui/form-field.tsx';
import { KeptValue } from './kept-value.tsx';
import type { ValuesDraft } from './kept-values.ts';
import styles from './values-field.module.css';

interface Props {
  /** What they are: `Headers`. */
  readonly label: string;
  /** What new ones are called beside those that are there. */
  readonly further: string;
  /** How one is written. */
  readonly form: string;
  /** In the order in which they are known; empty for a server that is new. */
  readonly names: readonly string[];
  readonly draft: ValuesDraft;
  /** Nothing can be kept: each has to be given anew or taken away. */
  readonly isAnew: boolean;
  readonly problem: string | null;
  readonly onChange: (draft: ValuesDraft) => void;
}

/** Values that go to the secret store: those that are there by name alone, and room for new ones. */
export function ValuesField({ label, further, form, names, draft, isAnew, problem, onChange }: Props) {
  const { kept, text } = draft;
  const set = (name: string, value: string | null | undefined) => {
    const next = new Map(kept);
    if (value === undefined) next.delete(name);
    else next.set(name, value);
    onChange({ kept: next, text });
  };
  return (
    <div className={styles.values}>
      {names.length > 0 && <p className={styles.label}>{label}</p>}
      {names.length > 0 && (
        <ul className={styles.list} aria-label={label}>
          {names.map((name) => (
            <KeptValue
              key={name}
              name={name}
              value={kept.get(name)}
              isAnew={isAnew}
              onChange={(value) => set(name, value)}
            />
          ))}
        </ul>
      )}
      <FormField
        label={names.length > 0 ? further : label}
        hint={`${form}, one a line. Kept in the secret store.`}
        problem={problem}
      >
        {(control) => (
          <textarea
            {...control}
            rows={names.length > 0 ? 2 : 3}
            value={text}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => onChange({ kept, text: event.target.value })}
          />
        )}
      </FormField>
    </div>
  );
}
