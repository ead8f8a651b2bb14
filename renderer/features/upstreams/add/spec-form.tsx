import type { ReactNode } from 'react';
import { upstreamName } from '../../../../contract/model.ts';
import { sentence } from '../../../lib/use-command.ts';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Words } from '../../../ui/words.tsx';
import styles from './add-form.module.css';

interface Props {
  /** Adds it, or shows below the fields what is missing. */
  readonly onSubmit: () => Promise<void>;
  readonly problem: string | null;
  readonly isBusy: boolean;
  readonly children: ReactNode;
}

/** The fields of one server, and the button that adds it. */
export function SpecForm({ onSubmit, problem, isBusy, children }: Props) {
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void onSubmit(); // never rejects: problems are shown
      }}
    >
      {children}
      {problem !== null && (
        <Notice tone="deny">
          <Words text={problem} />
        </Notice>
      )}
      <div className={styles.submit}>
        <Button tone="primary" type="submit" isBusy={isBusy}>
          Add this server
        </Button>
      </div>
    </form>
  );
}

/** Why a server cannot be named so; null when it can. */
export function nameProblemOf(name: string): string | null {
  if (name.trim() === '') return 'Give it a name.';
  const parsed = upstreamName.safeParse(name.trim());
  return parsed.success ? null : sentence(parsed.error.issues[0]?.message ?? 'unusable name');
}
