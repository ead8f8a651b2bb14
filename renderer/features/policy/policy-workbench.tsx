import { flushSync } from 'react-dom';
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import type { ToolDefinition } from '../../../contract/model.ts';
import { decides } from '../../lib/policy/decides.ts';
import type { PolicyTarget } from '../../lib/policy/targets.ts';
import { Tabs } from '../../ui/tabs.tsx';
import { ChecksPanel } from './checks-panel.tsx';
import { DraftBar } from './draft-bar.tsx';
import { ExamplesPanel } from './examples-panel.tsx';
import { ExplainPanel } from './explain-panel.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { JsonEditor, type EditorHandle } from './json-editor.tsx';
import styles from './policy-workbench.module.css';
import type { Range } from './json-places.ts';
import { remarksOf } from './read-policy-text.ts';
import { ReplayPanel } from './replay-panel.tsx';
import { TabCount } from './tab-count.tsx';
import { usePolicyDraft } from './use-policy-draft.ts';
import { VersionDiff, type Comparison } from './version-diff.tsx';
import { VersionsPanel } from './versions-panel.tsx';

interface Props {
  readonly target: PolicyTarget;
  readonly tools: readonly ToolDefinition[];
  /** The place to begin at, as a JSON pointer. */
  readonly at: string | null;
}

/** One policy: its text, and beside it what can be said of it. */
export function PolicyWorkbench({ target, tools, at }: Props) {
  const draft = usePolicyDraft(target);
  const editor = useRef<EditorHandle>(null);
  const [comparison, setComparison] = useState<Comparison | null>(null);
  const [isImporting, setIsImporting] = useState(false);
  const { reading, check, text } = draft;
  const checked = reading.document !== null && check.isCurrent ? check.value : null;
  const remarks = useMemo(
    () => ({ of: reading.text, list: remarksOf(reading, checked) }),
    [reading, checked],
  );
  const errors = remarks.list.filter((it) => it.level === 'error');
  const isUsable = checked !== null && decides(checked) && reading.text === text;

  const select = (range: Range) => {
    // At once: what is not drawn cannot take the focus.
    flushSync(() => setComparison(null));
    editor.current?.select(range);
  };
  const lead = (pointer: string) => select(reading.rangeOf(pointer));
  const leadTo = useEffectEvent((pointer: string) => editor.current?.select(reading.rangeOf(pointer)));
  useEffect(() => {
    if (at !== null) leadTo(at);
  }, [at]);
  const save = async () => {
    const [first] = errors;
    if (first && reading.text === text) return select(first);
    await draft.save();
  };
  const replace = (next: string) => {
    setComparison(null);
    draft.edit(next);
  };
  const unmet = check.value?.examples.filter((it) => !it.isMet).length ?? 0;

  return (
    <div className={styles.workbench}>
      <section className={styles.main} aria-label="Policy document">
        <DraftBar
          draft={draft}
          errorCount={errors.length}
          onSave={() => void save()} // problems are shown
          onImport={() => setIsImporting(true)}
          onCompare={() => setComparison({ kind: 'draft' })}
        />
        {comparison ? (
          <VersionDiff
            comparison={comparison}
            draft={draft}
            onClose={() => setComparison(null)}
            onLoad={replace}
          />
        ) : null}
        <div className={comparison ? styles.away : styles.editor}>
          <JsonEditor
            ref={editor}
            label={`Policy of ${target.upstream} as JSON`}
            text={text}
            remarks={remarks}
            tools={tools}
            onChange={draft.edit}
            onSave={() => void save()} // problems are shown
          />
        </div>
      </section>
      <aside className={styles.side} aria-label="About this policy">
        <Tabs
          label="About this policy"
          tabs={[
            {
              value: 'checks',
              label: 'Checks',
              badge: <TabCount count={remarks.list.length} isBad={errors.length > 0} />,
              content: <ChecksPanel draft={draft} onLead={lead} onSelect={select} />,
            },
            {
              value: 'examples',
              label: 'Examples',
              badge: <TabCount count={unmet} isBad />,
              content: <ExamplesPanel draft={draft} onLead={lead} onReplace={replace} />,
            },
            {
              value: 'explain',
              label: 'Explain',
              content: <ExplainPanel {...{ draft, tools, isUsable }} onLead={lead} onReplace={replace} />,
            },
            {
              value: 'replay',
              label: 'Replay',
              content: <ReplayPanel draft={draft} isUsable={isUsable} />,
            },
            {
              value: 'versions',
              label: 'Versions',
              content: <VersionsPanel draft={draft} shown={comparison} onShow={setComparison} />,
            },
          ]}
        />
      </aside>
      {isImporting && <ImportDialog onClose={() => setIsImporting(false)} onTake={replace} />}
    </div>
  );
}
