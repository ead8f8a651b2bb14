import type { Problem } from '../../../../contract/errors.ts';
import { isWithin } from '../../../lib/policy/json-path.ts';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Words } from '../../../ui/words.tsx';
import styles from './editor-footer.module.css';
import type { RuleDraftState } from './use-rule-draft.ts';

interface Props {
  readonly draft: RuleDraftState;
  readonly problems: readonly Problem[];
  readonly isTried: boolean;
  /** The pointer of the rule that is edited. */
  readonly base: string;
  /** Asked to go with unsaved changes. */
  readonly isLeaving: boolean;
  readonly onStay: () => void;
  readonly onDiscard: () => void;
  readonly onCancel: () => void;
  readonly onSave: () => void;
  readonly onLead: (pointer: string) => void;
}

/** What stands between the draft and its being saved, and the two ways out. */
export function EditorFooter(props: Props) {
  const { draft, problems, isTried, base, isLeaving, onStay, onDiscard, onCancel, onSave, onLead } = props;
  const elsewhere = problems.filter((it) => !isWithin(it.pointer, base));
  const shown = isTried ? problems : elsewhere;
  if (isLeaving) {
    return (
      <>
        <p className={styles.status} role="alert">
          Your changes are not saved.
        </p>
        <Button onClick={onStay} autoFocus>
          Keep editing
        </Button>
        <Button tone="danger" onClick={onDiscard}>
          Discard changes
        </Button>
      </>
    );
  }
  return (
    <>
      {draft.collisions.length > 0 && (
        <div className={styles.notice}>
          <Notice tone="ask" title="Changed elsewhere meanwhile">
            Somebody saved another version of this rule since you began. Saving replaces that part of it.
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
      {shown.length > 0 && (
        <ul className={styles.problems} role="alert">
          {shown.slice(0, 4).map(({ pointer, message }) => (
            <li key={`${pointer} ${message}`}>
              {isWithin(pointer, base) ? (
                <button type="button" className={styles.link} onClick={() => onLead(pointer)}>
                  <code>{pointer.slice(base.length) || pointer}</code>
                </button>
              ) : (
                <code>{pointer}</code>
              )}{' '}
              <Words text={message} />
            </li>
          ))}
          {shown.length > 4 && <li>and {shown.length - 4} more</li>}
        </ul>
      )}
      <p className={styles.status} role="status">
        {statusOf(draft, problems.length)}
      </p>
      <Button onClick={onCancel}>Cancel</Button>
      <Button tone="primary" isBusy={draft.isSaving} disabled={!draft.isDirty} onClick={onSave}>
        Save
      </Button>
    </>
  );
}

function statusOf({ isDirty, check, nextVersion }: RuleDraftState, problemCount: number): string {
  if (!isDirty) return 'Nothing changed yet.';
  if (!check.isCurrent) return 'Checking…';
  if (problemCount > 0)
    return problemCount === 1
      ? 'One thing is missing or wrong.'
      : `${problemCount} things are missing or wrong.`;
  return `Saves version ${nextVersion}; the next call is decided by it.`;
}
