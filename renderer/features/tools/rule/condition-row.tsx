import { X } from 'lucide-react';
import { useState } from 'react';
import type { JsonValue } from '../../../../contract/json.ts';
import { conditionWords } from '../../../lib/policy/condition-words.ts';
import { getAt, type JsonPath } from '../../../lib/policy/json-path.ts';
import { choiceOf, opChoices, opLabel, valueFor, type OpChoice } from '../../../lib/policy/operators.ts';
import { optionOf, pathGroups, type PathOption } from '../../../lib/policy/path-options.ts';
import { FormField } from '../../../ui/form-field.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Select } from '../../../ui/select.tsx';
import styles from './condition-row.module.css';
import { TextAt } from './fields.tsx';
import { useRuleForm, useValue } from './rule-form.ts';
import { ValueField } from './value-field.tsx';

interface Props {
  readonly path: JsonPath;
  /** The word before it: nothing for the first of a box, "and" for the others. */
  readonly joiner: string;
  readonly onRemove: () => void;
}

/** One condition: what is looked at, how it is compared, with what. */
export function ConditionRow({ path, joiner, onRemove }: Props) {
  const form = useRuleForm();
  const condition = useValue(path);
  const factPath = textAt(condition, 'path');
  const option = optionOf(form.options, factPath);
  const chosen = choiceOf(getAt(condition, ['op']), getAt(condition, ['value']));
  const value = getAt(condition, ['value']);
  const words = conditionWords(condition);
  const write = (to: PathOption, choice: OpChoice, carried: JsonValue | undefined) =>
    form.set(path, {
      ...written(condition, to.path, choice),
      ...given(valueFor(choice, chosen, carried)),
    });
  return (
    <li className={styles.row} data-pointer={form.pointer(path)}>
      <span className={styles.joiner}>{joiner}</span>
      <PathField
        path={path}
        option={option}
        onChange={(next) => {
          const to = optionOf(form.options, next);
          const choices = opChoices(to, undefined);
          const choice = chosen !== undefined && choices.includes(chosen) ? chosen : (choices[0] ?? 'eq');
          write(to, choice, isAlike(to, option) ? value : undefined);
        }}
      />
      <FormField
        label={`Comparison: ${words}`}
        isLabelHidden
        problem={form.problemAt([...path, 'op'])}
        className={styles.op}
      >
        {({ className: _input, ...control }) => (
          <Select
            {...control}
            data-pointer={form.pointer([...path, 'op'])}
            choices={opChoices(option, chosen).map((it) => ({ value: it, label: opLabel(it, option.type) }))}
            value={chosen ?? ''}
            onChange={(next) => write(option, next as OpChoice, value)} // one of the choices just above
          />
        )}
      </FormField>
      <div className={styles.value}>
        <ValueField path={[...path, 'value']} option={option} choice={chosen} />
      </div>
      <IconButton label={`Remove: ${words}`} icon={<X />} className={styles.remove} onClick={onRemove} />
    </li>
  );
}

const otherPath = 'other…';

function PathField({
  path,
  option,
  onChange,
}: {
  readonly path: JsonPath;
  readonly option: PathOption;
  readonly onChange: (path: string) => void;
}) {
  const form = useRuleForm();
  const isListed = form.options.some((it) => it.path === option.path);
  const [isTyping, setIsTyping] = useState(false);
  if (isTyping) {
    return (
      <TextAt
        path={[...path, 'path']}
        label="Path"
        isLabelHidden
        placeholder="args.items.*.quantity"
        className={styles.path}
      />
    );
  }
  const groups = pathGroups.flatMap((group) => {
    const choices = form.options.filter((it) => it.group === group).map(choiceFor);
    return choices.length > 0 ? [{ label: group, choices }] : [];
  });
  return (
    <FormField
      label="What is looked at"
      isLabelHidden
      problem={form.problemAt([...path, 'path'])}
      className={styles.path}
    >
      {({ className: _input, ...control }) => (
        <Select
          {...control}
          data-pointer={form.pointer([...path, 'path'])}
          choices={[
            ...groups,
            ...(isListed || option.path === '' ? [] : [choiceFor(option)]),
            { value: otherPath, label: 'Other path…' },
          ]}
          value={option.path}
          onChange={(next) => (next === otherPath ? setIsTyping(true) : onChange(next))}
        />
      )}
    </FormField>
  );
}

function choiceFor({ path, label, type, choices }: PathOption) {
  const kind = choices && type === 'text' ? 'choice' : type;
  return { value: path, label: kind === 'any' || path.startsWith('time.') ? label : `${label} (${kind})` };
}

/** The members of a condition in their usual order, and what else it holds. */
function written(condition: JsonValue | undefined, path: string, choice: OpChoice) {
  const { value: _value, ...rest } =
    (typeof condition === 'object' && !Array.isArray(condition) && condition) || {};
  const op = choice === 'given' || choice === 'not_given' ? 'exists' : choice;
  return { ...rest, path, op };
}

/** Another kind of thing is compared with another kind of value. */
function isAlike(a: PathOption, b: PathOption): boolean {
  return a.type === b.type && a.choices === undefined && b.choices === undefined;
}

function given(value: JsonValue | undefined) {
  return value === undefined ? {} : { value };
}

function textAt(condition: JsonValue | undefined, name: string): string {
  const text = getAt(condition, [name]);
  return typeof text === 'string' ? text : '';
}
