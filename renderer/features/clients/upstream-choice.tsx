import { useData } from '../../lib/console-context.ts';
import styles from './upstream-choice.module.css';

interface Props {
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  /** Say so when nothing is chosen. */
  readonly isTried: boolean;
}

/** Which upstreams a grant may use. */
export function UpstreamChoice({ chosen, onChange, isTried }: Props) {
  const known = useData((data) => data.upstreams);
  const toggle = (name: string, isChosen: boolean) =>
    onChange(isChosen ? [...chosen, name] : chosen.filter((it) => it !== name));
  return (
    <fieldset className={styles.set}>
      <legend>May use</legend>
      {known.map(({ name, address }) => (
        <label key={name} className={styles.check}>
          <input
            type="checkbox"
            checked={chosen.includes(name)}
            onChange={(event) => toggle(name, event.target.checked)}
          />
          {name} <span className={styles.soft}>{address}</span>
        </label>
      ))}
      {isTried && chosen.length === 0 && <p className={styles.problem}>Choose at least one.</p>}
    </fieldset>
  );
}
