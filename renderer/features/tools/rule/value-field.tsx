import type { JsonValue } from '../../../../contract/json.ts';
import type { JsonPath } from '../../../lib/policy/json-path.ts';
import { valueForm, type OpChoice } from '../../../lib/policy/operators.ts';
import { isSame } from '../../../lib/policy/rebase.ts';
import type { PathOption } from '../../../lib/policy/path-options.ts';
import { FormField } from '../../../ui/form-field.tsx';
import { Select } from '../../../ui/select.tsx';
import { useRuleForm, useValue } from './rule-form.ts';
import { useTextOf } from './use-text-of.ts';
import unseen from '../../../ui/hidden.module.css';
import styles from './value-field.module.css';
import { linesOf, listFrom, numberFrom, scalarFrom, textFrom, textOf } from './value-text.ts';

interface Props {
  readonly path: JsonPath;
  readonly option: PathOption;
  readonly choice: OpChoice | undefined;
}

/** The value of a condition, as the thing that it is compared with wants it. */
export function ValueField({ path, option, choice }: Props) {
  const form = useRuleForm();
  const value = useValue(path);
  const form_ = valueForm(choice);
  if (form_ === 'none') return null;
  const problem = form.problemAt(path);
  const choices = choice === 'regex' || choice === 'contains' ? undefined : choicesFor(option);
  if (form_ === 'list' && choices) return <ChoiceBoxes path={path} choices={choices} value={value} />;
  return (
    <FormField
      label={`Value for ${option.label}`}
      isLabelHidden
      problem={problem}
      hint={form_ === 'list' ? 'one per line' : option.about}
    >
      {({ className, ...control }) => {
        if (form_ === 'list') return <Lines {...{ path, option, className, ...control }} />;
        if (!choices) return <Line {...{ path, option, choice, className, ...control }} />;
        return (
          <Select
            {...control}
            data-pointer={form.pointer(path)}
            choices={choices.map((it) => ({ value: JSON.stringify(it), label: textOf(it) }))}
            value={JSON.stringify(value ?? '')}
            onChange={(next) => form.set(path, JSON.parse(next) as JsonValue)} // written as JSON just above
          />
        );
      }}
    </FormField>
  );
}

interface ControlProps extends Pick<Props, 'path' | 'option'> {
  readonly id: string;
  readonly className: string;
}

function Line({
  path,
  option,
  choice,
  ...control
}: ControlProps & { readonly choice: OpChoice | undefined }) {
  const form = useRuleForm();
  const value = useValue(path);
  const read = choice === 'regex' ? textFrom : readerFor(option);
  const [text, setText] = useTextOf(value, read, textOf);
  return (
    <input
      {...control}
      data-pointer={form.pointer(path)}
      inputMode={option.type === 'number' ? 'decimal' : undefined}
      autoComplete="off"
      spellCheck={false}
      placeholder={choice === 'regex' ? '^whole text$' : option.type === 'number' ? 'number' : 'value'}
      value={text}
      onChange={(event) => form.set(path, setText(event.target.value))}
    />
  );
}

function Lines({ path, option, ...control }: ControlProps) {
  const form = useRuleForm();
  const value = useValue(path);
  const [text, setText] = useTextOf(value, (it) => listFrom(it, readerFor(option)), linesOf);
  return (
    <textarea
      {...control}
      data-pointer={form.pointer(path)}
      rows={Math.min(6, Math.max(2, text.split('\n').length))}
      spellCheck={false}
      value={text}
      onChange={(event) => form.set(path, setText(event.target.value))}
    />
  );
}

function ChoiceBoxes({
  path,
  choices,
  value,
}: {
  readonly path: JsonPath;
  readonly choices: readonly JsonValue[];
  readonly value: JsonValue | undefined;
}) {
  const form = useRuleForm();
  const chosen = Array.isArray(value) ? value : [];
  const isIn = (list: readonly JsonValue[], it: JsonValue) => list.some((had) => isSame(had, it));
  // A weekday may also stand there as a number: what is none of the choices is shown beside them.
  const all = [...choices, ...chosen.filter((it) => !isIn(choices, it))];
  const toggle = (choice: JsonValue, isOn: boolean) => {
    const next = all.filter((it) => (isSame(it, choice) ? isOn : isIn(chosen, it)));
    form.set(path, next.length > 0 ? next : undefined);
  };
  const problem = form.problemAt(path);
  return (
    <fieldset className={styles.boxes}>
      <legend className={unseen.hidden}>Values</legend>
      {all.map((choice, at) => (
        <label key={textOf(choice)} className={styles.box}>
          <input
            type="checkbox"
            data-pointer={at === 0 ? form.pointer(path) : undefined}
            checked={isIn(chosen, choice)}
            onChange={(event) => toggle(choice, event.target.checked)}
          />
          {textOf(choice)}
        </label>
      ))}
      {problem !== null && <p className={styles.problem}>{problem}</p>}
    </fieldset>
  );
}

function choicesFor({ type, choices }: PathOption): readonly JsonValue[] | undefined {
  return type === 'boolean' ? [true, false] : choices;
}

function readerFor({ type }: PathOption): (text: string) => JsonValue | undefined {
  if (type === 'number') return numberFrom;
  return type === 'text' || type === 'time' || type === 'weekday' ? textFrom : scalarFrom;
}
