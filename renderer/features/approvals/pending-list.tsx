import { useRef } from 'react';
import { useData, useNow } from '../../lib/console-context.ts';
import { formatMinor } from '../../lib/format.ts';
import { classes } from '../../lib/classes.ts';
import { callOfApproval, groupsOf, shownOf } from './groups.ts';
import { GroupView } from './group-view.tsx';
import { NeedCard } from './need-card.tsx';
import { agentTotals, type AgentTotal } from './totals.ts';
import { useVerdictKeys } from './use-verdict-keys.ts';
import styles from './pending-list.module.css';

/** What needs the person: the shop, then every pending approval, and for a moment how the last ones ended. */
export function PendingList() {
  const list = useRef<HTMLUListElement>(null);
  const approvals = useData((data) => data.approvals);
  const need = useData((data) => data.store.needsPerson ?? null);
  const now = useNow();
  // A text, so that a call which changes nothing here draws nothing here.
  const shownIds = useData((data) =>
    shownOf(data.approvals, now, (id) => callOfApproval(data.calls, id))
      .map((it) => it.id)
      .join(' '),
  );
  const isShown = new Set(shownIds.split(' '));
  const shown = approvals.filter((it) => isShown.has(it.id)).sort((a, b) => a.requestedAt - b.requestedAt);
  const groups = groupsOf(shown);
  useVerdictKeys(list);
  return (
    <>
      {agentTotals(groups).map((total) => (
        <TotalLine key={total.grantId} total={total} />
      ))}
      <ul ref={list} className={styles.list} aria-label="Pending approvals">
        {need && (
          <li>
            <NeedCard need={need} />
          </li>
        )}
        {groups.map((group) => (
          <li
            key={group.key}
            className={classes(
              group.approvals.filter((it) => it.state === 'pending').length > 1 && styles.wide,
            )}
          >
            <GroupView group={group} />
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
        {total.count} calls of <strong>{total.grantName}</strong> wait for you
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
