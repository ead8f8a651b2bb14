import { useState } from 'react';
import { useCommand } from '../../../lib/use-command.ts';
import { Field } from '../../../ui/field.tsx';
import { FormField } from '../../../ui/form-field.tsx';
import { pairsOf, wordsOfLine } from './spec-of.ts';
import { nameProblemOf, SpecForm } from './spec-form.tsx';
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
    <SpecForm onSubmit={submit} problem={add.problem} isBusy={add.isRunning}>
      <Field
        label="Name"
        hint="a-z, 0-9 and -"
        problem={isTried ? nameProblem : null}
        value={name}
        maxLength={32}
        autoComplete="off"
        spellCheck={false}
        placeholder="files"
        onChange={(event) => setName(event.target.value)}
      />
      <Field
        label="Command line"
        hint="Quotes hold words together. No shell reads it."
        problem={isTried && command === undefined ? 'Give the command that starts the server.' : null}
        value={line}
        autoComplete="off"
        spellCheck={false}
        placeholder="npx -y @modelcontextprotocol/server-filesystem /home/ada/notes"
        onChange={(event) => setLine(event.target.value)}
      />
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
        <Field
          label="Working folder"
          hint="Empty: where Checkstand was started."
          value={cwd}
          spellCheck={false}
          onChange={(event) => setCwd(event.target.value)}
        />
      </div>
    </SpecForm>
  );
}
