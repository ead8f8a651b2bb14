import { FormField } from '../../../ui/form-field.tsx';
import { Words } from '../../../ui/words.tsx';
import { KeptValue } from './kept-value.tsx';
import type { ValuesDraft, ValuesRead } from './kept-values.ts';
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
  /** What the draft came to; its problem is shown once saving was tried. */
  readonly read: ValuesRead;
  readonly isTried: boolean;
  readonly onChange: (draft: ValuesDraft) => void;
}

/** Values that go to the secret store: those that are there by name alone, and room for new ones. */
export function ValuesField({ label, further, form, names, draft, isAnew, read, isTried, onChange }: Props) {
  const { kept, text } = draft;
  const missing = isTried ? read.missing : null;
  const problem = isTried ? read.problem : null;
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
              isMissing={name === missing}
              onChange={(value) => set(name, value)}
            />
          ))}
        </ul>
      )}
      {missing !== null && problem !== null && (
        <p className={styles.problem} role="alert">
          <Words text={problem} />
        </p>
      )}
      <FormField
        label={names.length > 0 ? further : label}
        hint={`${form}, one a line. Kept in the secret store.`}
        problem={missing === null ? problem : null}
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
