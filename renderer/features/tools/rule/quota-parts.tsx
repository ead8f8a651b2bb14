import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { getAt, type JsonPath } from '../../../lib/policy/json-path.ts';
import { scopeWords } from '../../../lib/policy/rule-words.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { SelectAt, TextAt } from './fields.tsx';
import styles from './quota.module.css';
import { withValue } from './rule-draft.ts';
import { useRuleForm, useValue } from './rule-form.ts';

const scopes = [
  { value: 'grant', label: 'each client' },
  { value: 'session', label: 'each session' },
  { value: 'upstream', label: 'all clients together' },
  { value: 'all', label: 'all clients and upstreams' },
];

/** What most limits leave as it is. */
export function QuotaDetails({ path, children }: { readonly path: JsonPath; readonly children?: ReactNode }) {
  const form = useRuleForm();
  const value = useValue(path);
  const counter = getAt(value, ['counter']);
  const scope = getAt(value, ['scope']);
  const told = [
    scopeWords(scope).replace(/^, /, '') || 'each client',
    typeof counter === 'string' && `counter ${counter}`,
  ];
  const isUnusual = ['counter', 'scope', 'increment', 'increment_from', 'amount', 'settle'].some(
    (field) => form.problemAt([...path, field]) !== null,
  );
  return (
    <details className={styles.details} open={isUnusual || undefined}>
      <summary>{told.filter(Boolean).join(' · ')}</summary>
      <div className={styles.grid}>
        <SelectAt path={[...path, 'scope']} label="Counted for" choices={scopes} assumed="grant" />
        {children}
        <TextAt
          path={[...path, 'counter']}
          label="Counter"
          hint="Limits with the same counter and “counted for” share what they count."
        />
        <TextAt path={[...path, 'name']} label="Name" placeholder="said with its words (optional)" />
        <TextAt
          path={[...path, 'on_deny']}
          label="Tell the agent"
          placeholder="said with the refusal (optional)"
          className={styles.wide}
        />
      </div>
    </details>
  );
}

export function RemoveButton({ path, label }: { readonly path: JsonPath; readonly label: string }) {
  const form = useRuleForm();
  return (
    <IconButton
      label={label}
      icon={<X />}
      className={styles.remove}
      onClick={() => form.change(withValue(form.rule, path, undefined))}
    />
  );
}
