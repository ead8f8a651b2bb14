import { useRef, useState } from 'react';
import { useNow } from '../../lib/console-context.ts';
import { ApprovalCard } from './approval-card.tsx';
import { BatchActions } from './batch-actions.tsx';
import { BatchHead } from './batch-head.tsx';
import { BatchRow } from './batch-row.tsx';
import { EndedLine } from './ended-line.tsx';
import type { ApprovalGroup } from './groups.ts';
import styles from './group-view.module.css';

/**
 * One call as a card; several that came together as one list with a total, in which each opens into its card. The
 * tree is the same for both, so that a form that is being filled in stays when its neighbours go.
 */
export function GroupView({ group }: { readonly group: ApprovalGroup }) {
  const frame = useRef<HTMLElement>(null);
  const now = useNow();
  const [openId, setOpenId] = useState<string | null>(null);
  const [checked, setChecked] = useState<ReadonlySet<string>>(new Set());
  const { approvals } = group;
  const pending = approvals.filter((it) => it.state === 'pending');
  const isBatch = pending.length > 1;
  const open = isBatch ? pending.find((it) => it.id === openId) : pending[0];
  const toggle = (id: string) => {
    setOpenId(id === openId ? null : id);
    // The person opened it: its keys are meant for it from now on.
    requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>(`[data-pending='${id}']`)?.focus());
  };
  const check = (id: string) =>
    setChecked(checked.has(id) ? without(checked, id) : new Set([...checked, id]));
  return (
    <section
      ref={frame}
      className={isBatch ? styles.batch : undefined}
      {...(isBatch && {
        'aria-label': `${pending.length} calls of ${pending[0]?.grantName ?? 'an agent'}`,
        'data-scope': '',
      })}
    >
      {isBatch && <BatchHead pending={pending} now={now} />}
      <ul className={styles.rows}>
        {approvals.map((approval) => {
          const isPending = approval.state === 'pending';
          const isOpen = approval.id === open?.id;
          return (
            <li key={approval.id} {...(isBatch && isOpen && { 'data-open': '' })}>
              {isBatch && isPending && (
                <BatchRow
                  approval={approval}
                  place={pending.indexOf(approval) + 1}
                  isChecked={checked.has(approval.id)}
                  isOpen={isOpen}
                  onCheck={() => check(approval.id)}
                  onToggle={() => toggle(approval.id)}
                />
              )}
              {isPending && isOpen && (
                <ApprovalCard
                  approval={approval}
                  isPart={isBatch}
                  // A card that is worked on stays open when others join it.
                  onWork={(isWorking) => !isBatch && setOpenId(isWorking ? approval.id : null)}
                />
              )}
              {!isPending && <EndedLine approval={approval} />}
            </li>
          );
        })}
      </ul>
      {/* While one of them is looked at, no button for all of them lies beside its own. */}
      {isBatch && !open && <BatchActions pending={pending} checked={checked} now={now} />}
    </section>
  );
}

function without(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...ids].filter((it) => it !== id));
}
