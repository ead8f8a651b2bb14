import { useState } from 'react';
import { upstreamName } from '../../../../contract/model.ts';
import { sentence, useCommand } from '../../../lib/use-command.ts';
import { Button } from '../../../ui/button.tsx';
import { FormField } from '../../../ui/form-field.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Words } from '../../../ui/words.tsx';
import { pairsOf, wordsOfLine } from './spec-of.ts';
import styles from './add-form.module.css';

/** A server that is started by a command and spoken to over its standard input and output. */
export function CommandForm({ onDone }: { readonly onDone: () => void }) {
  const [name, setName] = useState('');
  const [line, setLine] = useState('');
  const [env, setEnv] = useState('');
  const [cwd, setCwd] = useState('');
  const [isTried, setIsTried] = useState(false);
  const add = useCommand('upstreams.add');
  const [command, ...args] = wordsOfLine(line);
  const { values, problem: envProblem } = pairsOf(env, '=');
  const nameProblem = nameProblemOf(name);

  const submit = async () => {
    setIsTried(true);
    if (nameProblem !== null || command === undefined || envProblem !== null) return;
    const added = await add.run({
      kind: 'stdio',
      name: name.trim(),
      command,
      args,
      ...(Object.keys(values).length > 0 && { env: values }),
      ...(cwd.trim() !== '' && { cwd: cwd.trim() }),
    });
    if (added) onDone();
  };

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void submit(); // problems are shown below
      }}
    >
      <FormField label="Name" hint="a-z, 0-9 and -" problem={isTried ? nameProblem : null}>
        {(control) => (
          <input
            {...control}
            value={name}
            maxLength={32}
            autoComplete="off"
            spellCheck={false}
            placeholder="files"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </FormField>
      <FormField
        label="Command line"
        hint="Quotes hold words together. No shell reads it."
        problem={isTried && command === undefined ? 'Give the command that starts the server.' : null}
      >
        {(control) => (
          <input
            {...control}
            value={line}
            autoComplete="off"
            spellCheck={false}
            placeholder="npx -y @modelcontextprotocol/server-filesystem /home/ada/notes"
            onChange={(event) => setLine(event.target.value)}
          />
        )}
      </FormField>
      <div className={styles.two}>
        <FormField
          label="Environment"
          hint="NAME=value, one a line. Kept in the secret store."
          problem={envProblem}
        >
          {(control) => (
            <textarea
              {...control}
              rows={3}
              value={env}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setEnv(event.target.value)}
            />
          )}
        </FormField>
        <FormField label="Working folder" hint="Empty: where Checkstand was started.">
          {(control) => (
            <input
              {...control}
              value={cwd}
              spellCheck={false}
              onChange={(event) => setCwd(event.target.value)}
            />
          )}
        </FormField>
      </div>
      {add.problem !== null && (
        <Notice tone="deny">
          <Words text={add.problem} />
        </Notice>
      )}
      <div className={styles.submit}>
        <Button tone="primary" type="submit" isBusy={add.isRunning}>
          Add this server
        </Button>
      </div>
    </form>
  );
}

function nameProblemOf(name: string): string | null {
  if (name.trim() === '') return 'Give it a name.';
  const parsed = upstreamName.safeParse(name.trim());
  return parsed.success ? null : sentence(parsed.error.issues[0]?.message ?? 'unusable name');
}
