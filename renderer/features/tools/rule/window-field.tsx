import { windowName } from '../../../../contract/policy-document.ts';
import type { JsonPath } from '../../../lib/policy/json-path.ts';
import { FormField } from '../../../ui/form-field.tsx';
import { Select } from '../../../ui/select.tsx';
import { NumberAt } from './fields.tsx';
import { useRuleForm, useValue } from './rule-form.ts';
import styles from './window-field.module.css';

const seconds = 'seconds';
const choices = [
  ...windowName.options.map((value) => ({ value, label: value })),
  { value: seconds, label: 'seconds…' },
];

/** A window of the calendar, or a number of seconds that slides. */
export function WindowField({ path }: { readonly path: JsonPath }) {
  const form = useRuleForm();
  const value = useValue(path);
  const named = windowName.safeParse(value).data;
  const isNamed = named !== undefined;
  return (
    <>
      <FormField label={isNamed ? 'in each' : 'in any'} problem={isNamed ? form.problemAt(path) : null}>
        {({ className: _input, ...control }) => (
          <Select
            {...control}
            data-pointer={isNamed ? form.pointer(path) : undefined}
            choices={choices}
            value={named ?? seconds}
            onChange={(next) => form.set(path, next === seconds ? 60 : next)}
          />
        )}
      </FormField>
      {!isNamed && <NumberAt path={path} label="how many" className={styles.seconds} />}
    </>
  );
}
