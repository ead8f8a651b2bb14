import { Plus } from 'lucide-react';
import type { JsonPath } from '../../../lib/policy/json-path.ts';
import { listOf } from '../../../lib/policy/rule-words.ts';
import { Button } from '../../../ui/button.tsx';
import { TextAt } from './fields.tsx';
import { FormSection } from './form-section.tsx';
import { QuotaDetails, RemoveButton } from './quota-parts.tsx';
import styles from './quota.module.css';
import { addSpend } from './recipes.ts';
import { useRuleForm } from './rule-form.ts';
import { WindowField } from './window-field.tsx';

/** How much money. */
export function SpendSection() {
  const form = useRuleForm();
  const budgets = listOf(form.rule['spend']);
  return (
    <FormSection
      title="How much money"
      hint="The price is looked up before the call and set aside; what was really spent is counted afterwards."
      isFilled={budgets.length > 0}
      problem={form.problemAt(['spend'])}
      pointer={form.pointer(['spend'])}
      action={
        <Button
          icon={<Plus aria-hidden />}
          onClick={() => {
            const { rule, focus } = addSpend(form.rule, form.subject, form.currency);
            form.change(rule, focus);
          }}
        >
          Add a budget
        </Button>
      }
    >
      {budgets.map((_, at) => (
        <BudgetCard key={at} path={['spend', at]} />
      ))}
    </FormSection>
  );
}

function BudgetCard({ path }: { readonly path: JsonPath }) {
  const form = useRuleForm();
  return (
    <div className={styles.card} role="group" aria-label="Budget" data-pointer={form.pointer(path)}>
      <div className={styles.line}>
        <TextAt
          path={[...path, 'max']}
          label="Spend at most"
          className={styles.number}
          placeholder="100.00"
        />
        <TextAt path={[...path, 'currency']} label="currency" className={styles.currency} placeholder="USD" />
        <WindowField path={[...path, 'window']} />
        <RemoveButton path={path} label="Remove this budget" />
      </div>
      <QuotaDetails path={path}>
        <TextAt path={[...path, 'amount']} label="Price, beforehand" placeholder="preview.total" />
        <TextAt path={[...path, 'settle']} label="Spent, in the result" placeholder="result.spent" />
      </QuotaDetails>
    </div>
  );
}
