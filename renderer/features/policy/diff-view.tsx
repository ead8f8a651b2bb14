import { useMemo } from 'react';
import { changedParts, diffLines, type DiffLine } from './line-diff.ts';
import unseen from '../../ui/hidden.module.css';
import styles from './diff-view.module.css';

const contextLines = 3;
const signs = { same: ' ', removed: '−', added: '+' } as const;
const words = { same: '', removed: 'removed: ', added: 'added: ' } as const;

/** How one text became another, with the lines around each change. */
export function DiffView({ before, after }: { readonly before: string; readonly after: string }) {
  const parts = useMemo(() => changedParts(diffLines(before, after), contextLines), [before, after]);
  if (before === after) return <p className={styles.none}>The two are the same.</p>;
  return (
    <div className={styles.diff} role="region" aria-label="Comparison" tabIndex={0}>
      {parts.map((part, at) =>
        part.kind === 'skipped' ? (
          <p key={at} className={styles.skipped}>
            {part.count === 1 ? '1 line alike' : `${part.count} lines alike`}
          </p>
        ) : (
          part.lines.map((line) => <Line key={`${line.before} ${line.after}`} line={line} />)
        ),
      )}
    </div>
  );
}

function Line({ line }: { readonly line: DiffLine }) {
  return (
    <div className={styles[line.kind]}>
      <span className={styles.number}>{line.before}</span>
      <span className={styles.number}>{line.after}</span>
      <span aria-hidden className={styles.sign}>
        {signs[line.kind]}
      </span>
      <span className={styles.text}>
        <span className={unseen.hidden}>{words[line.kind]}</span>
        {line.text}
      </span>
    </div>
  );
}
