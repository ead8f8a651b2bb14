import { CircleAlert, CircleCheck, CircleX, Lightbulb } from 'lucide-react';
import type { ReactNode } from 'react';
import { sentence } from '../../lib/use-command.ts';
import { Words } from '../../ui/words.tsx';
import styles from './checks-panel.module.css';
import type { Range } from './json-places.ts';
import type { PolicyDraft } from './use-policy-draft.ts';

interface Props {
  readonly draft: PolicyDraft;
  readonly onLead: (pointer: string) => void;
  readonly onSelect: (range: Range) => void;
}

/** Everything that is wrong with the text, or probably not meant; each leads to its place. */
export function ChecksPanel({ draft, onLead, onSelect }: Props) {
  const { reading, check } = draft;
  const problems = check.value && reading.document ? check.value.problems : [];
  const findings = check.value && reading.document ? check.value.findings : [];
  const count = reading.remarks.length + problems.length + findings.length;
  if (count === 0) {
    return (
      <p className={styles.fine}>
        <CircleCheck aria-hidden /> Nothing is wrong, and nothing looks unmeant.
      </p>
    );
  }
  return (
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
      {findings.map(({ pointer, level, code, message }) => (
        <Item key={`${pointer} ${code}`} level={level} place={pointer} onShow={() => onLead(pointer)}>
          <Words text={sentence(message)} />
        </Item>
      ))}
    </ul>
  );
}

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
