import type { ApprovalView } from '../../../contract/model.ts';
import { useData } from '../../lib/console-context.ts';
import { outcomeWords } from '../../lib/outcome-words.ts';
import { sentence } from '../../lib/use-command.ts';
import { isUndoable } from '../../lib/undo/undoable.ts';
import { UndoButton } from '../../lib/undo/undo-button.tsx';
import { Badge } from '../../ui/badge.tsx';
import { endOf, subjectOf } from './approval-words.ts';
import { callOfApproval } from './groups.ts';
import styles from './ended-line.module.css';

/** How an approval ended, where its card was; once it is known, what came of the call. */
export function EndedLine({ approval }: { readonly approval: ApprovalView }) {
  const isGood = approval.state === 'approved' || approval.state === 'consumed';
  const isDenied = approval.state === 'denied';
  const call = useData((data) => (isDenied ? undefined : callOfApproval(data.calls, approval.id)));
  const outcome = call ? outcomeWords(call) : null;
  const isDone = call?.state === 'completed' && call.isError === false;
  return (
    <div className={styles.ended} role="status">
      <span className={styles.subject}>{subjectOf(approval)}</span>
      <Badge tone={isGood ? 'allow' : isDenied || call?.state === 'refused' ? 'deny' : 'none'}>
        {endOf(approval, call)}
      </Badge>
      {call?.state === 'in_flight' && <span className={styles.open}>under way…</span>}
      {outcome !== null && <span className={isDone ? styles.done : styles.failed}>{sentence(outcome)}</span>}
      {call && isUndoable(call) && <UndoButton callId={call.id} />}
    </div>
  );
}
