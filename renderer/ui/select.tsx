import { ChevronDown } from 'lucide-react';
import type { SelectHTMLAttributes } from 'react';
import { classes } from '../lib/classes.ts';
import styles from './select.module.css';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface ChoiceGroup {
  readonly label: string;
  readonly choices: readonly Choice[];
}

interface Props extends Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange' | 'value' | 'children'> {
  readonly choices: readonly (Choice | ChoiceGroup)[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** One of several, in the platform's own list. A value that is not among the choices shows as an empty one. */
export function Select({ choices, value, onChange, className, ...rest }: Props) {
  const isKnown = choices.some((it) =>
    'choices' in it ? it.choices.some((inner) => inner.value === value) : it.value === value,
  );
  return (
    <span className={classes(styles.box, className)}>
      <select
        {...rest}
        className={styles.select}
        value={isKnown ? value : ''}
        onChange={(event) => onChange(event.target.value)}
      >
        {!isKnown && <option value="" hidden />}
        {choices.map((it) =>
          'choices' in it ? (
            <optgroup key={`group ${it.label}`} label={it.label}>
              {it.choices.map(optionOf)}
            </optgroup>
          ) : (
            optionOf(it)
          ),
        )}
      </select>
      <ChevronDown aria-hidden className={styles.arrow} />
    </span>
  );
}

function optionOf({ value, label }: Choice) {
  return (
    <option key={value} value={value}>
      {label}
    </option>
  );
}
