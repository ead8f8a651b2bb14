import { Undo2, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { JsonObject } from '../../../contract/json.ts';
import type { PolicyView } from '../../../contract/model.ts';
import { jsonText } from '../../lib/json-text.ts';
import { useCommand } from '../../lib/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { DiffView } from './diff-view.tsx';
import type { PolicyDraft } from './use-policy-draft.ts';
import styles from './version-diff.module.css';

/** What is compared: the draft with what is in force, or a version with the one before it. */
export type Comparison =
  | { readonly kind: 'draft' }
  | { readonly kind: 'version'; readonly version: PolicyView; readonly before: PolicyView | null };

interface Props {
  readonly comparison: Comparison;
  readonly draft: PolicyDraft;
  readonly onClose: () => void;
  /** Takes a text into the editor. */
  readonly onLoad: (text: string) => void;
}

/** A comparison in place of the editor. */
export function VersionDiff({ comparison, draft, onClose, onLoad }: Props) {
  return comparison.kind === 'draft' ? (
    <div className={styles.view}>
      <header className={styles.head}>
        <h2 className={styles.title}>Your changes to version {draft.saved?.version ?? 0}</h2>
        <IconButton label="Back to the editor" icon={<X />} onClick={onClose} />
      </header>
      <DiffView before={draft.savedText} after={draft.text} />
    </div>
  ) : (
    <OneVersion {...comparison} draft={draft} onClose={onClose} onLoad={onLoad} />
  );
}

const against = [
  { value: 'before', label: 'What it changed' },
  { value: 'now', label: 'Against now' },
] as const;

interface OneProps extends Omit<Props, 'comparison'> {
  readonly version: PolicyView;
  readonly before: PolicyView | null;
}

function OneVersion({ version, before, draft, onClose, onLoad }: OneProps) {
  const [side, setSide] = useState<'before' | 'now'>('before');
  const [isAsking, setIsAsking] = useState(false);
  const rollBack = useCommand('policy.rollBack');
  const text = useMemo(() => textOf(version), [version]);
  const isInForce = version.version === draft.saved?.version;
  const goBack = async () => {
    const policy = await rollBack.run({ ...draft.target, version: version.version });
    if (!policy) return;
    draft.forget();
    onClose();
  };
  return (
    <div className={styles.view}>
      <header className={styles.head}>
        <h2 className={styles.title}>Version {version.version}</h2>
        {!isInForce && <Segmented label="Compare" segments={against} value={side} onChange={setSide} />}
        <span className={styles.actions}>
          <Button tone="quiet" onClick={() => onLoad(text)}>
            Into the editor
          </Button>
          {!isInForce && (
            <Button icon={<Undo2 aria-hidden />} onClick={() => setIsAsking(true)}>
              Roll back to it…
            </Button>
          )}
          <IconButton label="Back to the editor" icon={<X />} onClick={onClose} />
        </span>
      </header>
      {side === 'before' || isInForce ? (
        <DiffView before={before ? textOf(before) : ''} after={text} />
      ) : (
        <DiffView before={text} after={draft.savedText} />
      )}
      <ConfirmDialog
        isOpen={isAsking}
        title={`Roll back to version ${version.version}?`}
        action="Roll back"
        isBusy={rollBack.isRunning}
        problem={rollBack.problem}
        onClose={() => setIsAsking(false)}
        onConfirm={() => void goBack()} // problems are shown
      >
        Version {version.version} is saved again as version {(draft.saved?.version ?? 0) + 1} and decides the
        next call. Nothing is lost: every version stays here.
        {draft.isDirty && ' Your unsaved text is dropped.'}
      </ConfirmDialog>
    </div>
  );
}

function textOf(policy: PolicyView): string {
  return jsonText(policy.document as JsonObject); // a policy document is JSON
}
