import { X } from 'lucide-react';
import { useDeferredValue, useMemo, useState, type ReactNode } from 'react';
import { useData, useParts } from '../../lib/console-context.ts';
import { useIsNarrow } from '../../lib/use-media.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Page } from '../../ui/page.tsx';
import { undoneCalls } from '../../lib/undo/undoable.ts';
import { Notice } from '../../ui/notice.tsx';
import { CallDetails } from './call-details.tsx';
import { CallList } from './call-list.tsx';
import { createRowMaker } from './call-rows.ts';
import { CallToolbar } from './call-toolbar.tsx';
import { noFilter, nothingWords } from './filter-calls.ts';
import { useUndo } from './use-undo.ts';
import styles from './live-page.module.css';

interface Props {
  /** What waits for an answer, above the calls. */
  readonly pending: ReactNode;
  /** What to do first, while there are no calls. */
  readonly setup: ReactNode;
  /** What may still be spent, above the list. */
  readonly budgets: ReactNode;
}

/** Every call as it happens. */
export function LivePage({ pending, setup, budgets }: Props) {
  const { store } = useParts();
  const log = useData((data) => data.calls);
  const isNarrow = useIsNarrow();
  const [filter, setFilter] = useState(noFilter);
  const [selectedKey, setSelectedKey] = useState<string | null>(null);
  const makeRows = useMemo(() => createRowMaker(filter), [filter]);
  const rows = useDeferredValue(useMemo(() => makeRows(log), [makeRows, log]));
  const selected = selectedKey === null ? undefined : rows.at(rows.indexOf(selectedKey));
  const close = () => setSelectedKey(null);
  const undo = useUndo();
  const undone = useMemo(() => undoneCalls(log), [log]);

  return (
    <Page isFixed>
      <div className={styles.pending}>{pending}</div>
      {log.count === 0 ? (
        <div className={styles.empty}>{setup}</div>
      ) : (
        <>
          <div className={styles.budgets}>{budgets}</div>
          <CallToolbar filter={filter} onChange={setFilter} count={log.count} />
          {undo.result && (
            <Notice
              isBanner
              tone={undo.result.isGood ? 'info' : 'deny'}
              action={<IconButton label="Close" icon={<X />} onClick={undo.clear} />}
            >
              {undo.result.text}
            </Notice>
          )}
          <div className={styles.split} onKeyDown={(event) => event.key === 'Escape' && close()}>
            {rows.length > 0 ? (
              <CallList
                rows={rows}
                selectedKey={selectedKey}
                onSelect={setSelectedKey}
                hasDetails={selected !== undefined && !isNarrow}
                undone={undone}
                onUndo={undo.run}
                onEnd={() => void store.loadOlderCalls()} // problems leave the list as it is
              />
            ) : (
              <div className={styles.empty}>
                <EmptyState
                  title="No call matches"
                  action={<Button onClick={() => setFilter(noFilter)}>Clear the filter</Button>}
                >
                  {nothingWords(filter)}
                </EmptyState>
              </div>
            )}
            {selected && !isNarrow && (
              <aside className={styles.aside} aria-label="Call details">
                <header className={styles.asideHead}>
                  <h2>{selected.call.tool}</h2>
                  <IconButton label="Close details" icon={<X />} onClick={close} />
                </header>
                <div className={styles.asideBody}>
                  <CallDetails row={selected} />
                </div>
              </aside>
            )}
          </div>
        </>
      )}
      {selected && isNarrow && (
        <Dialog isOpen form="sheet" title={selected.call.tool} onClose={close}>
          <CallDetails row={selected} />
        </Dialog>
      )}
    </Page>
  );
}
