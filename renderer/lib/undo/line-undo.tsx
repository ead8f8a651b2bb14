import { useData } from '../console-context.ts';
import { formatDayAndTime } from '../format.ts';
import { additionsOf, undoneCalls } from './undoable.ts';
import { UndoButton } from './undo-button.tsx';
import styles from './line-undo.module.css';

const most = 3;

/** Who added a cart line through Checkstand, each addition with its own undo, newest first. */
export function LineUndo({ asin }: { readonly asin: string }) {
  const log = useData((data) => data.calls);
  const additions = additionsOf(log, asin, undoneCalls(log)).slice(0, most);
  if (additions.length === 0) return null;
  return (
    <ul className={styles.additions}>
      {additions.map((call) => (
        <li key={call.id} className={styles.addition}>
          <span>
            {call.outcome?.pieces} added by {call.grantName}, {formatDayAndTime(call.endedAt ?? call.at)}
          </span>
          <UndoButton callId={call.id} about={`${call.outcome?.pieces} added by ${call.grantName}`} />
        </li>
      ))}
    </ul>
  );
}
