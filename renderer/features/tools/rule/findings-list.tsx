import { CircleAlert, Lightbulb } from 'lucide-react';
import type { Finding } from '../../../../contract/model.ts';
import { isWithin } from '../../../lib/policy/json-path.ts';
import { sentence } from '../../../lib/use-command.ts';
import { Words } from '../../../ui/words.tsx';
import styles from './findings-list.module.css';

interface Props {
  readonly findings: readonly Finding[];
  readonly base: string;
  readonly onLead: (pointer: string) => void;
}

/** What in the rule is allowed but probably not meant. */
export function FindingsList({ findings, base, onLead }: Props) {
  const own = findings.filter((it) => isWithin(it.pointer, base));
  if (own.length === 0) return null;
  return (
    <section aria-label="Worth a look" className={styles.section}>
      <h3 className={styles.title}>Worth a look</h3>
      <ul className={styles.list}>
        {own.map(({ pointer, level, code, message }) => (
          <li key={`${pointer} ${code}`} className={styles[level]}>
            {level === 'warning' ? <CircleAlert aria-label="Warning" /> : <Lightbulb aria-label="Hint" />}
            <span>
              <Words text={sentence(message)} />{' '}
              <button type="button" className={styles.link} onClick={() => onLead(pointer)}>
                Show it
              </button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
