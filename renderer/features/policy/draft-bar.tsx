import { formatAgo, formatFull } from '../../lib/format.ts';
import { jsonText } from '../../lib/json-text.ts';
import { useNow } from '../../lib/console-context.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Words } from '../../ui/words.tsx';
import styles from './draft-bar.module.css';
import type { PolicyDraft } from './use-policy-draft.ts';

interface Props {
  readonly draft: PolicyDraft;
  readonly errorCount: number;
  readonly onSave: () => void;
  readonly onImport: () => void;
  readonly onCompare: () => void;
}

/** What the text is, compared with what is in force, and what can be done with it. */
export function DraftBar({ draft, errorCount, onSave, onImport, onCompare }: Props) {
  const { reading, text, overtakenBy } = draft;
  return (
    <>
      <div className={styles.bar}>
        <p className={styles.status} role="status">
          <StatusWords draft={draft} errorCount={errorCount} />
        </p>
        <div className={styles.actions}>
          <Button tone="quiet" onClick={onImport}>
            Import…
          </Button>
          <Button
            tone="quiet"
            disabled={reading.document === null || reading.text !== text}
            onClick={() => reading.document && draft.edit(jsonText(reading.document))}
          >
            Format
          </Button>
          {draft.isDirty && (
            <>
              <Button tone="quiet" onClick={onCompare}>
                Changes
              </Button>
              <Button onClick={draft.forget}>Discard</Button>
            </>
          )}
          <Button tone="primary" isBusy={draft.isSaving} disabled={!draft.isDirty} onClick={onSave}>
            Save
          </Button>
        </div>
      </div>
      {overtakenBy && (
        <div className={styles.notice}>
          <Notice
            tone="ask"
            title={`Version ${overtakenBy.version} was saved meanwhile`}
            action={<Button onClick={onCompare}>Compare</Button>}
          >
            Saving this text replaces it.
          </Notice>
        </div>
      )}
      {draft.saveProblem !== null && (
        <div className={styles.notice}>
          <Notice tone="deny">
            <Words text={draft.saveProblem} />
          </Notice>
        </div>
      )}
      {draft.check.problem !== null && (
        <div className={styles.notice}>
          <Notice tone="deny">{draft.check.problem}</Notice>
        </div>
      )}
    </>
  );
}

function StatusWords({ draft, errorCount }: { readonly draft: PolicyDraft; readonly errorCount: number }) {
  const now = useNow();
  const { saved, isDirty } = draft;
  const version = saved ? `version ${saved.version}` : 'no version yet';
  if (isDirty) {
    const what = errorCount === 0 ? '' : errorCount === 1 ? ' · 1 problem' : ` · ${errorCount} problems`;
    return (
      <>
        Not saved{what} <span className={styles.soft}>· in force: {version}</span>
      </>
    );
  }
  if (!saved) return <>No policy yet: every call is denied</>;
  return (
    <span title={formatFull(saved.savedAt)}>
      Version {saved.version}{' '}
      <span className={styles.soft}>
        · saved {formatAgo(saved.savedAt, now)} by {saved.savedBy}
      </span>
    </span>
  );
}
