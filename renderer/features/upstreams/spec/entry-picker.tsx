import { useState } from 'react';
import type { ApiInput } from '../../../../contract/api.ts';
import { upstreamName, type ImportEntry } from '../../../../contract/model.ts';
import { sentence, useCommand } from '../../../lib/use-command.ts';
import { Button } from '../../../ui/button.tsx';
import { FormField } from '../../../ui/form-field.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Words } from '../../../ui/words.tsx';
import styles from './add-form.module.css';

interface Props {
  readonly entries: readonly ImportEntry[];
  readonly from: ApiInput<'upstreams.import'>['from'];
  /** False while what is shown is not what would be added. */
  readonly isReady: boolean;
  readonly onDone: () => void;
}

interface Draft {
  readonly isChosen: boolean;
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
}

/** What was found, to choose from: under which name each is added, and with which keys. */
export function EntryPicker({ entries, from, isReady, onDone }: Props) {
  const [drafts, setDrafts] = useState<ReadonlyMap<string, Draft>>(() => new Map());
  const [failed, setFailed] = useState<ReadonlyMap<string, string>>(() => new Map());
  const add = useCommand('upstreams.import');
  const draftOf = (entry: ImportEntry): Draft =>
    drafts.get(entry.key) ?? { isChosen: isChosenAtFirst(entry, entries), name: entry.name, values: {} };
  const chosen = entries.filter((it) => it.problem === null && draftOf(it).isChosen);
  const isComplete = chosen.every((it) => problemOf(it, draftOf(it)) === null);

  const submit = async () => {
    setFailed(new Map());
    const results = await add.run({
      from,
      entries: chosen.map((entry) => {
        const { name, values } = draftOf(entry);
        return { key: entry.key, name: name.trim(), ...(entry.needs.length > 0 && { values }) };
      }),
    });
    if (!results) return;
    const errors = results.flatMap(({ key, error }): [string, string][] =>
      error === null ? [] : [[key, error]],
    );
    setFailed(new Map(errors));
    if (errors.length === 0) onDone();
  };
  const set = (entry: ImportEntry, change: Partial<Draft>) =>
    setDrafts(new Map(drafts).set(entry.key, { ...draftOf(entry), ...change }));

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen.length > 0 && isComplete && isReady) void submit(); // problems are shown below
      }}
    >
      <ul className={styles.entries}>
        {entries.map((entry) => (
          <Entry
            key={entry.key}
            entry={entry}
            draft={draftOf(entry)}
            failure={failed.get(entry.key) ?? null}
            onChange={(change) => set(entry, change)}
          />
        ))}
      </ul>
      {add.problem !== null && (
        <Notice tone="deny">
          <Words text={add.problem} />
        </Notice>
      )}
      <div className={styles.submit}>
        <Button
          tone="primary"
          type="submit"
          isBusy={add.isRunning}
          disabled={chosen.length === 0 || !isComplete || !isReady}
        >
          {chosen.length === 1 ? 'Add this server' : `Add ${chosen.length} servers`}
        </Button>
        {chosen.length === 0 && <span className={styles.soft}>Choose at least one.</span>}
      </div>
    </form>
  );
}

/** What is there already is not added again by mistake. */
function isChosenAtFirst({ knownAs, problem }: ImportEntry, all: readonly ImportEntry[]): boolean {
  return problem === null && (knownAs === null || all.length === 1);
}

interface EntryProps {
  readonly entry: ImportEntry;
  readonly draft: Draft;
  readonly failure: string | null;
  readonly onChange: (change: Partial<Draft>) => void;
}

function Entry({ entry, draft, failure, onChange }: EntryProps) {
  const { key, address, envNames, headerNames, needs, knownAs, problem } = entry;
  const kept = [...envNames, ...headerNames].filter((it) => !needs.includes(it));
  return (
    <li className={styles.entry}>
      <label className={styles.choice}>
        <input
          type="checkbox"
          checked={draft.isChosen && problem === null}
          disabled={problem !== null}
          onChange={(event) => onChange({ isChosen: event.target.checked })}
        />
        <span className={styles.about}>
          <strong>{key}</strong>
          <br />
          <code>{address}</code>
          {kept.length > 0 && (
            <>
              <br />
              <span className={styles.soft}>with {kept.join(', ')}</span>
            </>
          )}
          {knownAs !== null && (
            <>
              <br />
              <span className={styles.soft}>
                is here already, as <code>{knownAs}</code>
              </span>
            </>
          )}
        </span>
      </label>
      {problem !== null && (
        <p className={styles.problem}>
          <Words text={sentence(problem)} />
        </p>
      )}
      {problem === null && draft.isChosen && (
        <div className={styles.fields}>
          <FormField label={`Name of ${key} here`} problem={nameProblem(draft.name)}>
            {(control) => (
              <input
                {...control}
                value={draft.name}
                maxLength={32}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => onChange({ name: event.target.value })}
              />
            )}
          </FormField>
          {needs.map((need) => (
            <FormField key={need} label={need} hint="It needs this from you.">
              {(control) => (
                <input
                  {...control}
                  type="password"
                  autoComplete="off"
                  value={draft.values[need] ?? ''}
                  onChange={(event) => onChange({ values: { ...draft.values, [need]: event.target.value } })}
                />
              )}
            </FormField>
          ))}
        </div>
      )}
      {failure !== null && (
        <p className={styles.problem} role="alert">
          <Words text={sentence(failure)} />
        </p>
      )}
    </li>
  );
}

function problemOf({ needs }: ImportEntry, { name, values }: Draft): string | null {
  return nameProblem(name) ?? (needs.every((it) => (values[it] ?? '') !== '') ? null : 'a value is missing');
}

function nameProblem(name: string): string | null {
  const parsed = upstreamName.safeParse(name.trim());
  return parsed.success ? null : (parsed.error.issues[0]?.message ?? 'unusable name');
}
