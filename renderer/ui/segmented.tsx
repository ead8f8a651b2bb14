import { ToggleGroup } from 'radix-ui';
import { classes } from '../lib/classes.ts';
import type { Tone } from './badge.tsx';
import styles from './segmented.module.css';

export interface Segment<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly tone?: Tone;
  readonly isDisabled?: boolean;
}

interface Props<V extends string> {
  readonly label: string;
  readonly segments: readonly Segment<V>[];
  readonly value: V;
  readonly onChange: (value: V) => void;
  readonly isBusy?: boolean;
}

/** One of a few, all visible. A radio group to a screen reader; arrow keys move. */
export function Segmented<V extends string>({ label, segments, value, onChange, isBusy }: Props<V>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      aria-busy={isBusy ?? false}
      className={styles.group}
      value={value}
      onValueChange={(next: string) => {
        const chosen = segments.find((it) => it.value === next);
        // Radix says '' when the chosen one is pressed again; one of them is always chosen here.
        if (chosen && !isBusy) onChange(chosen.value);
      }}
    >
      {segments.map((segment) => (
        <ToggleGroup.Item
          key={segment.value}
          value={segment.value}
          disabled={segment.isDisabled ?? false}
          className={classes(styles.item, styles[segment.tone ?? 'none'])}
        >
          <span className={styles.label} data-label={segment.label}>
            {segment.label}
          </span>
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
