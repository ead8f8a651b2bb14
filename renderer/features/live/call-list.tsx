import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowUp } from 'lucide-react';
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { isUndoable } from '../../lib/undo/undoable.ts';
import { useData } from '../../lib/console-context.ts';
import { useIsNarrow } from '../../lib/use-media.ts';
import { Button } from '../../ui/button.tsx';
import { classes } from '../../lib/classes.ts';
import { CallListRow, rowId } from './call-list-row.tsx';
import type { CallRows } from './call-rows.ts';
import styles from './call-list.module.css';

interface Props {
  readonly rows: CallRows;
  readonly selectedKey: string | null;
  readonly onSelect: (key: string) => void;
  /** The end of what is known came into sight. */
  readonly onEnd: () => void;
  readonly hasDetails: boolean;
  /** The calls whose additions were taken back. */
  readonly undone: ReadonlySet<string>;
  readonly onUndo: (callId: string) => void;
}

const columns = ['Time', 'Client', 'Tool', 'Effect', 'State', 'Latency'] as const;

/** All calls, newest on top, of which only the visible ones exist. Arrow keys choose, the details follow. */
export function CallList({ rows, selectedKey, onSelect, onEnd, hasDetails, undone, onUndo }: Props) {
  const isNarrow = useIsNarrow();
  const isUpstreamShown = useData(({ upstreams }) => upstreams.length > 1);
  const rowHeight = isNarrow ? 50 : 30;
  const headHeight = isNarrow ? 0 : 28;
  const scroller = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- no React Compiler here, and nothing memoizes what it gives
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    // All alike and keyed by index: the virtualizer then lays out 100,000 rows in a millisecond.
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    onChange: (instance) => {
      const last = instance.getVirtualItems().at(-1);
      if (last && last.index >= rows.length - 1) onEnd();
    },
  });
  const isAway = useHeldPlace(scroller, rows, rowHeight);

  const move = (event: KeyboardEvent) => {
    const at = cursor === null ? -1 : rows.indexOf(cursor);
    const next = nextIndex(
      event.key,
      at,
      rows.length,
      Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight),
    );
    if (event.key === 'Enter' && cursor !== null) onSelect(cursor);
    if (next === undefined) return;
    event.preventDefault();
    const key = rows.at(next)?.key;
    if (key === undefined) return;
    virtualizer.scrollToIndex(next);
    setCursor(key);
    if (hasDetails) onSelect(key);
  };

  return (
    <div className={styles.frame}>
      <div
        ref={scroller}
        className={styles.scroller}
        role="grid"
        aria-label="Calls"
        aria-rowcount={rows.length + 1}
        tabIndex={0}
        aria-activedescendant={cursor === null ? undefined : rowId(cursor)}
        onKeyDown={move}
        data-scroller
      >
        <div role="row" aria-rowindex={1} className={classes(styles.row, styles.head)}>
          {columns.map((column) => (
            <span key={column} role="columnheader" className={styles[column.toLowerCase()]}>
              {column}
            </span>
          ))}
        </div>
        <div role="presentation" className={styles.space} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows.at(item.index);
            return (
              row && (
                <CallListRow
                  key={row.key}
                  rowKey={row.key}
                  call={row.call}
                  count={row.calls.length}
                  index={item.index}
                  top={item.start - headHeight}
                  height={rowHeight}
                  isUpstreamShown={isUpstreamShown}
                  isSelected={row.key === selectedKey}
                  isCursor={row.key === cursor}
                  onSelect={onSelect}
                  onCursor={setCursor}
                  canUndo={isUndoable(row.call, undone)}
                  isTakenBack={undone.has(row.call.id)}
                  onUndo={onUndo}
                />
              )
            );
          })}
        </div>
      </div>
      {isAway && (
        <div className={styles.newest}>
          <Button icon={<ArrowUp aria-hidden />} onClick={() => scroller.current?.scrollTo({ top: 0 })}>
            Newest
          </Button>
        </div>
      )}
    </div>
  );
}

function nextIndex(key: string, at: number, length: number, page: number): number | undefined {
  const within = (index: number) => Math.max(0, Math.min(length - 1, index));
  switch (key) {
    case 'ArrowDown':
      return within(at + 1);
    case 'ArrowUp':
      return within(at - 1);
    case 'PageDown':
      return within(at + page);
    case 'PageUp':
      return within(at - page);
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return undefined;
  }
}

/**
 * Keeps what is being read where it is while new rows come in above. At the very top the list follows instead.
 * Answers whether it is away from the top.
 */
function useHeldPlace(
  scroller: RefObject<HTMLDivElement | null>,
  rows: CallRows,
  rowHeight: number,
): boolean {
  const held = useRef<{ key: string; index: number } | null>(null);
  const [isAway, setIsAway] = useState(false);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || !held.current) return;
    const index = rows.indexOf(held.current.key, held.current.index);
    if (index > held.current.index)
      element.scrollBy({ top: (index - held.current.index) * rowHeight, behavior: 'instant' });
  }, [rows, rowHeight, scroller]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const note = () => {
      const index = Math.floor(element.scrollTop / rowHeight);
      const row = element.scrollTop > rowHeight / 2 ? rows.at(index) : undefined;
      held.current = row ? { key: row.key, index } : null;
      setIsAway(row !== undefined);
    };
    note();
    element.addEventListener('scroll', note, { passive: true });
    return () => element.removeEventListener('scroll', note);
  }, [rows, rowHeight, scroller]);

  return isAway;
}
