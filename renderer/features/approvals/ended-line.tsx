import type { ApprovalView } from '../../../contract/model.ts';
import { useData } from '../../lib/console-context.ts';
import { outcomeWords } from '../../lib/outcome-words.ts';
import { sentence } from '../../lib/use-command.ts';
import { isTakenBack, isUndoable } from '../../lib/undo/undoable.ts';
import { UndoButton } from '../../lib/undo/undo-button.tsx';
import { Badge } from '../../ui/badge.tsx';
import { askedAgainOver, endedSubjectOf, endOf, ownReasonOf } from './approval-words.ts';
import { callOfApproval } from './groups.ts';
import styles from './ended-line.module.css';

/** How an approval ended, where its card was; once it is known, what came of the call. */
export function EndedLine({ approval }: { readonly approval: ApprovalView }) {
  const isGood = approval.state === 'approved' || approval.state === 'consumed';
  const isDenied = approval.state === 'denied';
  const call = useData((data) => (isDenied ? undefined : callOfApproval(data.calls, approval.id)));
  const isGone = useData((data) => isTakenBack(data.calls, call));
  const askedAgain = useData((data) => askedAgainOver(approval, data.approvals));
  const outcome = askedAgain ?? (call ? outcomeWords(call, isGone) : ownReasonOf(approval));
  const isDone = askedAgain !== null || (call?.state === 'completed' && call.isError === false);
  const isRefused = isDenied || call?.state === 'refused';
  const tone = askedAgain !== null ? 'ask' : isGood ? 'allow' : isRefused ? 'deny' : 'none';
  return (
    <div className={styles.ended} role="status">
      <span className={styles.subject}>{endedSubjectOf(approval)}</span>
      <Badge tone={tone}>{endOf(approval, call, askedAgain !== null)}</Badge>
      {call?.state === 'in_flight' && <span className={styles.open}>under way…</span>}
      {outcome !== null && <span className={isDone ? styles.done : styles.failed}>{sentence(outcome)}</span>}
      {call && isUndoable(call) && !isGone && <UndoButton callId={call.id} />}
    </div>
  );
}
