import { useState } from 'react';
import { grantName, type GrantView } from '../../../contract/model.ts';
import { useData } from '../../lib/console-context.ts';
import { sentence, useCommand } from '../../lib/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { lifetimes, type Lifetime } from './grant-words.ts';
import { TokenDialog } from './token-dialog.tsx';
import { UpstreamChoice } from './upstream-choice.tsx';
import styles from './connect-dialog.module.css';

/** Makes a grant, then shows its token and what to paste. */
export function ConnectDialog({ onClose }: { readonly onClose: () => void }) {
  const known = useData((data) => data.upstreams);
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>(() =>
    // With one there is nothing to choose; with more, what is not wanted is not given.
    known.length === 1 ? known.map((it) => it.name) : [],
  );
  const [lifetime, setLifetime] = useState<Lifetime>('forever');
  const [isTried, setIsTried] = useState(false);
  const [made, setMade] = useState<{ grant: GrantView; token: string } | null>(null);
  const create = useCommand('grants.create');
  const problem = nameProblem(name);

  if (made) return <TokenDialog grant={made.grant} token={made.token} onClose={onClose} />;

  const submit = async () => {
    setIsTried(true);
    if (problem !== null || chosen.length === 0) return;
    const ms = lifetimes.find((it) => it.value === lifetime)?.ms ?? null;
    const answer = await create.run({
      name: name.trim(),
      upstreams: [...chosen],
      ...(ms !== null && { expiresAt: Date.now() + ms }),
    });
    if (answer) setMade(answer);
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Connect an agent"
      description="A grant is one agent's permission: its own token, the upstreams it may use, and an end if you want one."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" type="submit" form="connect" isBusy={create.isRunning}>
            Create grant
          </Button>
        </>
      }
    >
      <form
        id="connect"
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void submit(); // problems are shown below
        }}
      >
        <Field
          label="Name"
          value={name}
          autoFocus
          autoComplete="off"
          maxLength={63}
          placeholder="claude-code"
          hint="How it shows in the list of calls and on approval cards."
          problem={isTried ? problem : null}
          onChange={(event) => setName(event.target.value)}
        />
        <UpstreamChoice chosen={chosen} onChange={setChosen} isTried={isTried} />
        <div className={styles.set}>
          <span className={styles.legend}>Ends after</span>
          <Segmented label="Ends after" segments={lifetimes} value={lifetime} onChange={setLifetime} />
        </div>
        {create.problem !== null && <Notice tone="deny">{create.problem}</Notice>}
      </form>
    </Dialog>
  );
}

function nameProblem(name: string): string | null {
  if (name.trim() === '') return 'Give it a name.';
  const parsed = grantName.safeParse(name);
  return parsed.success ? null : sentence(parsed.error.issues[0]?.message ?? 'unusable name');
}
