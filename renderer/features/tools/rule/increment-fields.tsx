import { getAt, type JsonPath } from '../../../lib/policy/json-path.ts';
import { FormField } from '../../../ui/form-field.tsx';
import { Select } from '../../../ui/select.tsx';
import { NumberAt } from './fields.tsx';
import { withValue } from './rule-draft.ts';
import { useRuleForm, useValue } from './rule-form.ts';

const one = 'one';
const fixed = 'fixed';

/** What each call adds to a counter: one, another number, or a number among its arguments. */
export function IncrementFields({ path }: { readonly path: JsonPath }) {
  const form = useRuleForm();
  const limit = useValue(path);
  const from = getAt(limit, ['increment_from']);
  const increment = getAt(limit, ['increment']);
  const numbers = form.options
    .filter((it) => it.type === 'number' && it.group !== 'Time' && it.group !== 'Store')
    .map((it) => it.path);
  const paths = typeof from === 'string' && !numbers.includes(from) ? [...numbers, from] : numbers;
  const chosen = typeof from === 'string' ? from : increment === undefined ? one : fixed;
  const choose = (next: string) => {
    const isPath = next !== one && next !== fixed;
    // With a path, `increment` is what a call without it adds: it stays.
    const kept = isPath ? increment : next === fixed ? (increment ?? 1) : undefined;
    const counted = withValue(form.rule, [...path, 'increment'], kept);
    form.change(withValue(counted, [...path, 'increment_from'], isPath ? next : undefined));
  };
  return (
    <>
      <FormField label="Each call adds" problem={form.problemAt([...path, 'increment_from'])}>
        {({ className: _input, ...control }) => (
          <Select
            {...control}
            data-pointer={form.pointer([...path, 'increment_from'])}
            choices={[
              { value: one, label: '1' },
              { value: fixed, label: 'another number…' },
              ...paths.map((it) => ({ value: it, label: `its ${labelOf(it, form.options)}` })),
            ]}
            value={chosen}
            onChange={choose}
          />
        )}
      </FormField>
      {(chosen === fixed || (chosen !== one && increment !== undefined)) && (
        <NumberAt path={[...path, 'increment']} label={chosen === fixed ? 'How much' : 'Without it'} />
      )}
    </>
  );
}

function labelOf(path: string, options: readonly { path: string; label: string }[]): string {
  return options.find((it) => it.path === path)?.label ?? path;
}
