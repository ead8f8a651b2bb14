import { Button } from '../../../ui/button.tsx';
import styles from './values-field.module.css';

interface Props {
  readonly name: string;
  /** Null: kept; a text takes its place; undefined: it goes. */
  readonly value: string | null | undefined;
  /** It cannot be kept. */
  readonly isAnew: boolean;
  readonly isMissing: boolean;
  readonly onChange: (value: string | null | undefined) => void;
}

/** One value that nobody is shown: kept, replaced or taken away. */
export function KeptValue({ name, value, isAnew, isMissing, onChange }: Props) {
  const state = value === undefined ? 'gone' : value === null && !isAnew ? 'kept' : 'typed';
  return (
    <li className={styles.row}>
      <code className={state === 'gone' ? styles.gone : styles.name}>{name}</code>
      {state === 'typed' ? (
        <input
          className={styles.input}
          type="password"
          aria-label={`New value of ${name}`}
          aria-invalid={isMissing}
          placeholder="New value"
          autoComplete="off"
          // Not where another address wants them all: the person is typing that.
          autoFocus={!isAnew}
          value={value ?? ''}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <span className={styles.state}>{state === 'gone' ? 'is taken away' : 'kept'}</span>
      )}
      <span className={styles.choices}>
        {state === 'kept' && (
          <Button tone="quiet" aria-label={`Replace ${name}`} onClick={() => onChange('')}>
            Replace
          </Button>
        )}
        {(state === 'gone' || (state === 'typed' && !isAnew)) && (
          <Button tone="quiet" aria-label={`Keep ${name}`} onClick={() => onChange(null)}>
            Keep
          </Button>
        )}
        {state !== 'gone' && (
          <Button tone="quiet" aria-label={`Take ${name} away`} onClick={() => onChange(undefined)}>
            Take away
          </Button>
        )}
      </span>
    </li>
  );
}
