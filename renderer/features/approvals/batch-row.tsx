import { ChevronDown } from 'lucide-react';
import type { ApprovalView } from '../../../contract/model.ts';
import { formatMinor } from '../../lib/format.ts';
import { askedWords, subjectOf } from './approval-words.ts';
import { GoodsPicture } from './goods-picture.tsx';
import styles from './batch-row.module.css';

interface Props {
  readonly approval: ApprovalView;
  /** Its number in the list: the digit checks it. */
  readonly place: number;
  readonly isChecked: boolean;
  readonly isOpen: boolean;
  readonly onCheck: () => void;
  readonly onToggle: () => void;
}

/** One call of a list: what it is, what it costs, a box to check, and the way to its own card. */
export function BatchRow({ approval, place, isChecked, isOpen, onCheck, onToggle }: Props) {
  const { goods, preview, difference } = approval;
  const { quantity = null, seller = null, note = null } = goods ?? {};
  const subject = subjectOf(approval);
  const price = formatMinor(goods?.priceMinor ?? null, goods?.currency ?? null);
  const total = formatMinor(goods?.totalMinor ?? null, goods?.currency ?? null);
  const asked = askedWords(approval.arguments);
  const unknown = preview === 'loading' ? 'looking up…' : 'price unknown';
  return (
    <div className={styles.row}>
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={isChecked}
          aria-label={`Check ${subject}`}
          aria-keyshortcuts={place < 10 ? String(place) : undefined}
          data-place={place}
          onChange={onCheck}
        />
        <kbd aria-hidden className={styles.place}>
          {place < 10 ? place : ''}
        </kbd>
      </label>
      <GoodsPicture pictureId={goods?.pictureId ?? null} size="small" />
      <span className={styles.what}>
        <span className={styles.subject}>{subject}</span>
        <span className={styles.meta}>
          {quantity !== null && price !== undefined && <span>{`${quantity} × ${price}`}</span>}
          {asked !== null && <q>{asked}</q>}
          {seller !== null && <span>{seller}</span>}
          {difference !== undefined && <span className={styles.changed}>asks again: {difference}</span>}
          {note !== null && <span>{note}</span>}
        </span>
      </span>
      <strong className={total === undefined ? styles.unknown : styles.total}>{total ?? unknown}</strong>
      <button
        type="button"
        className={styles.open}
        aria-expanded={isOpen}
        aria-label={`${isOpen ? 'Close' : 'Answer alone'}: ${subject}`}
        onClick={onToggle}
      >
        <ChevronDown aria-hidden />
      </button>
    </div>
  );
}
