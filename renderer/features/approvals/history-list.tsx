import { useState } from 'react';
import type { ApprovalView, CallView } from '../../../contract/model.ts';
import { formatDayAndTime, formatFull, formatMinor } from '../../lib/format.ts';
import { useData } from '../../lib/console-context.ts';
import { outcomeWords } from '../../lib/outcome-words.ts';
import { isTakenBack } from '../../lib/undo/undoable.ts';
import { sentence } from '../../lib/use-command.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { askedAgainOver, askedWords, subjectOf, surfaceWords } from './approval-words.ts';
import { changeWords } from './argument-form.ts';
import { callOfApproval } from './groups.ts';
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
  const call = useData((data) => callOfApproval(data.calls, approval.id));
  const isGone = useData((data) => isTakenBack(data.calls, call));
  const askedAgain = useData((data) => askedAgainOver(approval, data.approvals));
  const { tone, text } = askedAgain === null ? endingOf(approval, call) : approvedThenAsked;
  const wentOn = approval.state === 'denied' ? undefined : call;
  const outcome = askedAgain ?? (wentOn ? outcomeWords(wentOn, isGone) : null);
  const asked = askedWords(approval.arguments);
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
          {approval.grantName} · {approval.upstream} · {approval.tool}
          {asked !== null && <q className={styles.word}>{asked}</q>}
          {approval.changes?.map((it) => ` · ${changeWords(it)}`)}
          {approval.word !== null && (
            <>
              {' · told: '}
              <q className={styles.told}>{approval.word}</q>
            </>
          )}
        </span>
      </span>
      <span className={styles.total}>{total}</span>
      <span className={styles.end}>
        <Badge tone={tone}>{text}</Badge>
        {approval.resolvedBy && <span className={styles.where}>{surfaceWords[approval.resolvedBy]}</span>}
        {outcome !== null && <span className={styles.outcome}>{sentence(outcome)}</span>}
      </span>
    </li>
  );
}

function endingOf({ state, reach, changes }: ApprovalView, call: CallView | undefined) {
  if (state === 'expired' && call?.state === 'refused') return { tone: 'deny', text: 'Refused' } as const;
  if (state === 'denied' && reach === 'block') return { tone: 'deny', text: 'Denied, tool blocked' } as const;
  if (state !== 'consumed') return endings[state];
  if (reach === 'session') return { tone: 'allow', text: 'Approved for the session' } as const;
  if (reach === 'always') return { tone: 'allow', text: 'Approved for always' } as const;
  return changes && changes.length > 0
    ? ({ tone: 'allow', text: 'Approved with changes' } as const)
    : endings.consumed;
}

const approvedThenAsked = { tone: 'ask', text: 'Approved, then asked again' } as const;

const endings = {
  pending: { tone: 'ask', text: 'Pending' },
  approved: { tone: 'allow', text: 'Approved, not used yet' },
  consumed: { tone: 'allow', text: 'Approved' },
  denied: { tone: 'deny', text: 'Denied' },
  expired: { tone: 'none', text: 'Expired' },
} as const;
