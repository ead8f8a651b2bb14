import type { GrantView, PolicyView } from '../../contract/model.ts';
import { FormField } from './form-field.tsx';
import styles from './grant-select.module.css';
import { Select } from './select.tsx';

interface Props {
  readonly label: string;
  readonly grants: readonly GrantView[];
  readonly policies: readonly PolicyView[];
  /** Null: every client. */
  readonly grantId: string | null;
  readonly onChange: (grantId: string | null) => void;
}

const everyClient = '';

/** Whose rules: those for every client, or those of one alone. */
export function GrantSelect({ label, grants, policies, grantId, onChange }: Props) {
  const hasOwn = (id: string) => policies.some((it) => it.grantId === id);
  const choices = grants
    .filter((it) => it.revokedAt === null)
    .map(({ id, name }) => ({ value: id, label: `${name} only${hasOwn(id) ? ' · own rules' : ''}` }));
  return (
    <FormField label={label} className={styles.field}>
      {({ className: _input, ...control }) => (
        <Select
          {...control}
          choices={[{ value: everyClient, label: 'Every client' }, ...choices]}
          value={grantId ?? everyClient}
          onChange={(id) => onChange(id === everyClient ? null : id)}
        />
      )}
    </FormField>
  );
}
