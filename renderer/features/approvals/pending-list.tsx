import { useRef } from 'react';
import type { ApprovalView } from '../../../contract/model.ts';
import { useData, useNow } from '../../lib/console-context.ts';
import { formatMinor } from '../../lib/format.ts';
import { Badge } from '../../ui/badge.tsx';
import { ApprovalCard } from './approval-card.tsx';
import { endOf, shownOf, subjectOf } from './approval-words.ts';
import { agentTotals, type AgentTotal } from './totals.ts';
import { useVerdictKeys } from './use-verdict-keys.ts';
import styles from './pending-list.module.css';

/** Every pending approval as a card, and for a moment how the last ones ended. Draws nothing when there are none. */
export function PendingList() {
  const list = useRef<HTMLUListElement>(null);
  const approvals = useData((data) => data.approvals);
  const now = useNow();
  const shown = shownOf(approvals, now);
  useVerdictKeys(list);
  return (
    <>
      {agentTotals(shown.filter((it) => it.state === 'pending')).map((total) => (
        <TotalLine key={total.grantId} total={total} />
      ))}
      <ul ref={list} className={styles.list} aria-label="Pending approvals">
        {shown.map((approval) => (
          <li key={approval.id}>
            {approval.state === 'pending' ? (
              <ApprovalCard approval={approval} />
            ) : (
              <Ended approval={approval} />
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function TotalLine({ total }: { readonly total: AgentTotal }) {
  const sum = formatMinor(total.totalMinor, total.currency);
  return (
    <p className={styles.total}>
      <span>
        <strong>{total.grantName}</strong> waits for {total.count} answers
      </span>
      {sum !== undefined && (
        <span>
          together <strong className={styles.sum}>{sum}</strong>
          {total.unpriced > 0 && ` and ${total.unpriced} without a known price`}
        </span>
      )}
    </p>
  );
}

function Ended({ approval }: { readonly approval: ApprovalView }) {
  const isGood = approval.state === 'approved' || approval.state === 'consumed';
  return (
    <p className={styles.ended} role="status">
      <span className={styles.subject}>{subjectOf(approval)}</span>
      <Badge tone={isGood ? 'allow' : approval.state === 'denied' ? 'deny' : 'none'}>{endOf(approval)}</Badge>
    </p>
  );
}
