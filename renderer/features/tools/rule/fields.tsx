import type { JsonValue } from '../../../../contract/json.ts';
import type { JsonPath } from '../../../lib/policy/json-path.ts';
import { FormField } from '../../../ui/form-field.tsx';
import { Select, type Choice } from '../../../ui/select.tsx';
import { numberFrom, textFrom, textOf } from './value-text.ts';
import { useRuleForm, useValue } from './rule-form.ts';
import { useTextOf } from './use-text-of.ts';

interface FieldProps {
  readonly path: JsonPath;
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly hint?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly className?: string | undefined;
}

/** A text of the rule; empty means that it is not there. */
export function TextAt(props: FieldProps) {
  return <InputAt {...props} read={textFrom} />;
}

/** A number of the rule. What is no number stays as it was typed, so that its problem can be said. */
export function NumberAt(props: FieldProps) {
  return <InputAt {...props} read={numberFrom} inputMode="decimal" />;
}

interface InputProps extends FieldProps {
  readonly read: (text: string) => JsonValue | undefined;
  readonly inputMode?: 'decimal';
}

function InputAt({ path, label, isLabelHidden, hint, placeholder, className, read, inputMode }: InputProps) {
  const form = useRuleForm();
  const value = useValue(path);
  const [text, setText] = useTextOf(value, read, textOf);
  return (
    <FormField
      label={label}
      isLabelHidden={isLabelHidden ?? false}
      hint={hint}
      className={className}
      problem={form.problemAt(path)}
    >
      {(control) => (
        <input
          {...control}
          inputMode={inputMode}
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder}
          data-pointer={form.pointer(path)}
          value={text}
          onChange={(event) => form.set(path, setText(event.target.value))}
        />
      )}
    </FormField>
  );
}

interface SelectProps extends Omit<FieldProps, 'placeholder'> {
  readonly choices: readonly Choice[];
  /** The choice that the language assumes when the field is not there. */
  readonly assumed?: string;
}

/** One of a few words. The assumed one is left out of the document unless it stands there already. */
export function SelectAt({ path, label, isLabelHidden, hint, className, choices, assumed }: SelectProps) {
  const form = useRuleForm();
  const value = useValue(path);
  return (
    <FormField
      label={label}
      isLabelHidden={isLabelHidden ?? false}
      hint={hint}
      className={className}
      problem={form.problemAt(path)}
    >
      {({ className: _input, ...control }) => (
        <Select
          {...control}
          data-pointer={form.pointer(path)}
          choices={choices}
          value={typeof value === 'string' ? value : (assumed ?? '')}
          onChange={(next) => form.set(path, next === assumed ? undefined : next)}
        />
      )}
    </FormField>
  );
}
