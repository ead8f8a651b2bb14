import { useState } from 'react';
import type { UpstreamConfig } from '../../../../contract/model.ts';
import { Switch } from '../../../ui/switch.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import styles from './add-form.module.css';
import { valuesDraft, valuesOf } from './kept-values.ts';
import { NameField, nameProblemOf, SpecForm, useSaveSpec } from './spec-form.tsx';
import { lineOfWords, wordsOfLine } from './spec-of.ts';
import { ValuesField } from './values-field.tsx';

interface Props {
  /** As it is; absent for a new one. */
  readonly edited?: UpstreamConfig;
  readonly onDone: () => void;
}

/** A server that is started by a command and spoken to over its standard input and output. */
export function CommandForm({ edited, onDone }: Props) {
  const [name, setName] = useState(edited?.name ?? '');
  const [line, setLine] = useState(() => lineOf(edited));
  const [env, setEnv] = useState(() => valuesDraft(edited?.envNames ?? []));
  const [cwd, setCwd] = useState(edited?.cwd ?? '');
  const [isShared, setIsShared] = useState(edited?.isShared ?? false);
  const [isTried, setIsTried] = useState(false);
  const { save, problem, isRunning } = useSaveSpec(edited !== undefined);
  const [command = '', ...args] = wordsOfLine(line);
  const variables = valuesOf(env, '=', false);

  const submit = async () => {
    setIsTried(true);
    if (nameProblemOf(name) !== null || command === '' || variables.problem !== null) return;
    const isSaved = await save({
      kind: 'stdio',
      name: name.trim(),
      command,
      args,
      ...(Object.keys(variables.values).length > 0 && { env: variables.values }),
      ...(cwd.trim() !== '' && { cwd: cwd.trim() }),
      ...(isShared && { isShared }),
    });
    if (isSaved) onDone();
  };

  return (
    <SpecForm isEdit={edited !== undefined} onSubmit={submit} problem={problem} isBusy={isRunning}>
      {!edited && <NameField name={name} placeholder="files" isTried={isTried} onChange={setName} />}
      <TextField
        label="Command line"
        hint={
          edited?.args?.some((it) => it.includes('…'))
            ? 'What shows as … is kept: leave it, or write a new value in its place.'
            : 'Quotes hold words together. No shell reads it.'
        }
        problem={isTried && command === '' ? 'Give the command that starts the server.' : null}
        value={line}
        autoComplete="off"
        placeholder="npx -y @modelcontextprotocol/server-filesystem /home/ada/notes"
        onChange={(event) => setLine(event.target.value)}
      />
      <div className={styles.two}>
        <ValuesField
          label="Environment"
          further="Further variables"
          form="NAME=value"
          names={edited?.envNames ?? []}
          draft={env}
          isAnew={false}
          read={variables}
          isTried={isTried}
          onChange={setEnv}
        />
        <TextField
          label="Working folder"
          hint="Empty: where Checkstand was started."
          value={cwd}
          onChange={(event) => setCwd(event.target.value)}
        />
      </div>
      <Switch
        label="One process for all agents"
        hint="Otherwise each session has its own. A shared one cannot ask an agent anything."
        isOn={isShared}
        onChange={setIsShared}
      />
    </SpecForm>
  );
}

function lineOf(edited: UpstreamConfig | undefined): string {
  return edited ? lineOfWords([edited.command ?? '', ...(edited.args ?? [])]) : '';
}
