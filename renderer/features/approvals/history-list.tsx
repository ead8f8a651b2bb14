import { useState } from 'react';
import type { ApprovalView } from '../../../contract/model.ts';
import { formatDayAndTime, formatFull, formatMinor } from '../../lib/format.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { subjectOf, surfaceWords } from './approval-words.ts';
import styles from './history-list.module.css';

const pageSize = 50;

/** Answered and expired approvals, newest first. */
export function HistoryList({ approvals }: { readonly approvals: readonly ApprovalView[] }) {
  const [shown, setShown] = useState(pageSize);
  return (
    <>
      <ul className={styles.list}>
        {approvals.slice(0, shown).map((approval) => (
          <HistoryRow key={approval.id} approval={approval} />
        ))}
      </ul>
      {approvals.length > shown && (
        <div>
          <Button onClick={() => setShown(shown + pageSize)}>Show more</Button>
        </div>
      )}
    </>
  );
}

function HistoryRow({ approval }: { readonly approval: ApprovalView }) {
  const at = approval.resolvedAt ?? approval.requestedAt;
  const total = approval.goods && formatMinor(approval.goods.totalMinor, approval.goods.currency);
  const { tone, text } = endings[approval.state];
  return (
    <li className={styles.row}>
      <time className={styles.time} dateTime={new Date(at).toISOString()} title={formatFull(at)}>
        {formatDayAndTime(at)}
      </time>
      <span className={styles.what}>
        <span className={styles.subject}>
          {subjectOf(approval)}
          {approval.goods?.quantity && approval.goods.quantity > 1 ? ` × ${approval.goods.quantity}` : ''}
        </span>
        <span className={styles.who}>
          {approval.grantName} · {approval.tool}
          {approval.word !== null && <q className={styles.word}>{approval.word}</q>}
        </span>
      </span>
      <span className={styles.total}>{total}</span>
      <span className={styles.end}>
        <Badge tone={tone}>{text}</Badge>
        {approval.resolvedBy && <span className={styles.where}>{surfaceWords[approval.resolvedBy]}</span>}
      </span>
    </li>
  );
}

const endings = {
  pending: { tone: 'ask', text: 'Pending' },
  approved: { tone: 'allow', text: 'Approved, not used yet' },
  consumed: { tone: 'allow', text: 'Approved' },
  denied: { tone: 'deny', text: 'Denied' },
  expired: { tone: 'none', text: 'Expired' },
} as const;
