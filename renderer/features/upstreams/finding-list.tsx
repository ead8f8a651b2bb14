import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { TextFinding, TextFindingLevel } from '../../../contract/catalogue.ts';
import { Words } from '../../ui/words.tsx';
import styles from './finding-list.module.css';

const icons = { note: Info, warning: TriangleAlert, alarm: CircleAlert } as const;
const words: Readonly<Record<TextFindingLevel, string>> = {
  note: 'Note',
  warning: 'Doubtful',
  alarm: 'Alarming',
};

/** What a definition holds that may be meant for the model alone, with its place. */
export function FindingList({ findings }: { readonly findings: readonly TextFinding[] }) {
  return (
    <ul className={styles.findings}>
      {findings.map(({ code, level, where, text, excerpt }) => {
        const Icon = icons[level];
        return (
          <li key={`${where} ${code}`} className={styles[level]}>
            <Icon aria-hidden className={styles.icon} />
            <div className={styles.text}>
              <p>
                <strong>{words[level]}:</strong> <code>{where.slice(1)}</code> <Words text={text} />
              </p>
              <p className={styles.excerpt}>{excerpt}</p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
