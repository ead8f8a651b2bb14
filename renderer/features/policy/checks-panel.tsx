import { CircleAlert, CircleCheck, CircleX, Lightbulb } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Finding } from '../../../contract/model.ts';
import { sentence } from '../../lib/use-command.ts';
import { Words } from '../../ui/words.tsx';
import styles from './checks-panel.module.css';
import type { Range } from './json-places.ts';
import { isAboutHistory } from './read-policy-text.ts';
import type { PolicyDraft } from './use-policy-draft.ts';

interface Props {
  readonly draft: PolicyDraft;
  readonly onLead: (pointer: string) => void;
  readonly onSelect: (range: Range) => void;
}

/** Everything that is wrong with the text, or probably not meant; each leads to its place. */
export function ChecksPanel({ draft, onLead, onSelect }: Props) {
  const { reading, check } = draft;
  const checked = reading.document ? check.value : null;
  const problems = checked?.problems ?? [];
  const findings = (checked?.findings ?? []).toSorted((a, b) => rank[a.level] - rank[b.level]);
  const unused = findings.filter(isAboutHistory);
  const others = findings.filter((it) => !isAboutHistory(it));
  const isFine = reading.remarks.length + problems.length + others.length === 0;
  const itemOf = ({ pointer, level, code, message }: Finding) => (
    <Item key={`${pointer} ${code}`} level={level} place={pointer} onShow={() => onLead(pointer)}>
      <Words text={sentence(message)} />
    </Item>
  );
  return (
    <>
      {isFine ? (
        <p className={styles.fine}>
          <CircleCheck aria-hidden /> Nothing is wrong, and nothing looks unmeant.
        </p>
      ) : (
        <ul className={styles.list}>
          {reading.remarks.map((it) => (
            <Item
              key={`${it.from} ${it.message}`}
              level={it.level === 'error' ? 'error' : 'warning'}
              onShow={() => onSelect(it)}
            >
              <Words text={sentence(it.message)} />
            </Item>
          ))}
          {problems.map(({ pointer, message }) => (
            <Item key={`${pointer} ${message}`} level="error" place={pointer} onShow={() => onLead(pointer)}>
              <Words text={sentence(message)} />
            </Item>
          ))}
          {others.map(itemOf)}
        </ul>
      )}
      {unused.length > 0 && (
        <details className={styles.unused}>
          <summary>
            {unused.length === 1 ? 'One rule' : `${unused.length} rules`} never used in the calls on record
          </summary>
          <ul className={styles.list}>{unused.map(itemOf)}</ul>
        </details>
      )}
    </>
  );
}

const rank = { warning: 0, hint: 1 } as const;

const icons = {
  error: <CircleX aria-label="Problem" />,
  warning: <CircleAlert aria-label="Warning" />,
  hint: <Lightbulb aria-label="Hint" />,
};

interface ItemProps {
  readonly level: keyof typeof icons;
  readonly place?: string;
  readonly onShow: () => void;
  readonly children: ReactNode;
}

function Item({ level, place, onShow, children }: ItemProps) {
  return (
    <li className={styles[level]}>
      <button type="button" className={styles.item} onClick={onShow}>
        {icons[level]}
        <span>
          {children}
          {place !== undefined && (
            <code className={styles.place}>{place === '' ? 'the document' : place}</code>
          )}
        </span>
      </button>
    </li>
  );
}
