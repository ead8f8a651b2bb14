import type { ReactNode } from 'react';
import { upstreamName, type UpstreamChange, type UpstreamSpec } from '../../../../contract/model.ts';
import { sentence, useCommand } from '../../../lib/use-command.ts';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Words } from '../../../ui/words.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import styles from './add-form.module.css';

interface Props {
  /** Whether it is there already: then it is saved and started anew. */
  readonly isEdit: boolean;
  /** Saves it, or shows below the fields what is missing. */
  readonly onSubmit: () => Promise<void>;
  readonly problem: string | null;
  readonly isBusy: boolean;
  readonly children: ReactNode;
}

/** The fields of one server, and the button that adds or saves it. */
export function SpecForm({ isEdit, onSubmit, problem, isBusy, children }: Props) {
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
          {isEdit ? 'Save and start anew' : 'Add this server'}
        </Button>
      </div>
    </form>
  );
}

/** Adds a server, or replaces how one is reached. */
export function useSaveSpec(isEdit: boolean) {
  const add = useCommand('upstreams.add');
  const update = useCommand('upstreams.update');
  const { problem, isRunning } = isEdit ? update : add;
  return {
    problem,
    isRunning,
    /** Answers whether it worked. */
    save: async (spec: UpstreamChange): Promise<boolean> => {
      // Of a new one nothing is kept, so that no value of it is null.
      const view = isEdit ? await update.run(spec) : await add.run(spec as UpstreamSpec);
      return view !== undefined;
    },
  };
}

interface NameProps {
  readonly name: string;
  readonly placeholder: string;
  /** Nothing is complained about before the first try. */
  readonly isTried: boolean;
  readonly onChange: (name: string) => void;
}

/** What a new server is called here. */
export function NameField({ name, placeholder, isTried, onChange }: NameProps) {
  return (
    <TextField
      label="Name"
      hint="a-z, 0-9 and -"
      problem={isTried ? nameProblemOf(name) : null}
      value={name}
      maxLength={32}
      autoComplete="off"
      placeholder={placeholder}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

/** Why a server cannot be named so; null when it can. */
export function nameProblemOf(name: string): string | null {
  if (name.trim() === '') return 'Give it a name.';
  const parsed = upstreamName.safeParse(name.trim());
  return parsed.success ? null : sentence(parsed.error.issues[0]?.message ?? 'unusable name');
}
