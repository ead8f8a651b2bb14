import { memo } from 'react';
import type { CallView } from '../../../contract/model.ts';
import { subjectOfCall } from '../../lib/call-subject.ts';
import { classes } from '../../lib/classes.ts';
import { formatDuration, formatFull, formatTime } from '../../lib/format.ts';
import { Badge } from '../../ui/badge.tsx';
import { effectWord, refusalWords, stateWord } from './call-words.ts';
import styles from './call-list.module.css';

interface Props {
  readonly rowKey: string;
  readonly call: CallView;
  readonly count: number;
  readonly index: number;
  readonly top: number;
  readonly height: number;
  /** There are several whose tool it could be. */
  readonly isUpstreamShown: boolean;
  readonly isSelected: boolean;
  readonly isCursor: boolean;
  /** What it added can be taken back. */
  readonly canUndo: boolean;
  /** What it added was taken back since. */
  readonly isTakenBack: boolean;
  readonly onSelect: (key: string) => void;
  readonly onCursor: (key: string) => void;
  readonly onUndo: (callId: string) => void;
}

/** One line. Memoized: a new call moves the others, it does not draw them again. */
export const CallListRow = memo(function CallListRow(props: Props) {
  const { rowKey, call, count, index, top, height, isUpstreamShown, isSelected, isCursor } = props;
  const { canUndo, isTakenBack } = props;
  const { onSelect, onCursor, onUndo } = props;
  const effect = effectWord(call);
  const state = stateWord(call, isTakenBack);
  const refusal = refusalWords(call);
  const { what, price, words } = subjectOfCall(call);
  return (
    <div
      role="row"
      id={rowId(rowKey)}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      className={classes(styles.row, styles.line, isSelected && styles.selected, isCursor && styles.cursor)}
      style={{ height, transform: `translateY(${top}px)` }}
      onClick={() => {
        onCursor(rowKey);
        onSelect(rowKey);
      }}
    >
      <span role="gridcell" className={styles.time} title={formatFull(call.at)}>
        {formatTime(call.at)}
      </span>
      <span role="gridcell" className={styles.client}>
        {call.grantName}
      </span>
      <span role="gridcell" className={styles.tool}>
        {isUpstreamShown && <span className={styles.upstream}>{call.upstream}</span>}
        <span className={styles.name}>{call.tool}</span>
        {count > 1 && (
          <span className={styles.count} aria-label={`${count} times`}>
            ×{count}
          </span>
        )}
        <span className={styles.args}>{what}</span>
        {price !== null && <span className={styles.price}>{price}</span>}
        {words !== null && call.preview && <q className={styles.words}>{words}</q>}
        {refusal !== null && (
          <span className={styles.refusal} title={call.decision.text}>
            {refusal}
          </span>
        )}
      </span>
      <span role="gridcell" className={styles.effect}>
        <Badge tone={effect.tone} isBare={effect.tone === 'allow' && 'in place'}>
          {effect.text}
        </Badge>
      </span>
      <span role="gridcell" className={styles.state}>
        <Badge tone={state.tone} isBare>
          {state.text}
        </Badge>
        {canUndo && (
          <button
            type="button"
            className={styles.undo}
            // Arrow keys move in the grid; the same stands in the details for those who walk by Tab.
            tabIndex={-1}
            aria-label={`Undo: ${what}`}
            onClick={(event) => {
              event.stopPropagation();
              onUndo(call.id);
            }}
          >
            Undo
          </button>
        )}
      </span>
      <span role="gridcell" className={styles.latency}>
        {call.durationMs === null ? '' : formatDuration(call.durationMs)}
      </span>
    </div>
  );
});

export function rowId(key: string): string {
  return `call-${key}`;
}
