import { Plus } from 'lucide-react';
import type { JsonPath } from '../../../lib/policy/json-path.ts';
import { listOf } from '../../../lib/policy/rule-words.ts';
import { Button } from '../../../ui/button.tsx';
import { NumberAt, SelectAt } from './fields.tsx';
import { FormSection } from './form-section.tsx';
import { IncrementFields } from './increment-fields.tsx';
import { QuotaDetails, RemoveButton } from './quota-parts.tsx';
import styles from './quota.module.css';
import { addLimit, addRateLimit } from './recipes.ts';
import { useRuleForm } from './rule-form.ts';
import { WindowField } from './window-field.tsx';

/** How often: limits that count in windows, and the rate limit. */
export function LimitSection() {
  const form = useRuleForm();
  const limits = listOf(form.rule['limits']);
  const hasRate = form.rule['rate_limit'] !== undefined;
  return (
    <FormSection
      title="How often"
      hint="A call that would go over a limit is refused, and says when it may come again."
      isFilled={limits.length > 0 || hasRate}
      problem={form.problemAt(['limits'])}
      pointer={form.pointer(['limits'])}
      action={
        <span className={styles.actions}>
          {form.subject !== null && !hasRate && (
            <Button
              tone="quiet"
              onClick={() => {
                const { rule, focus } = addRateLimit(form.rule);
                form.change(rule, focus);
              }}
            >
              Add a rate
            </Button>
          )}
          <Button
            icon={<Plus aria-hidden />}
            onClick={() => {
              const { rule, focus } = addLimit(form.rule, form.subject);
              form.change(rule, focus);
            }}
          >
            Add a limit
          </Button>
        </span>
      }
    >
      {limits.map((_, at) => (
        <LimitCard key={at} path={['limits', at]} />
      ))}
      {hasRate && <RateCard />}
    </FormSection>
  );
}

const counts = [
  { value: 'calls', label: 'calls' },
  { value: 'successes', label: 'successful calls' },
];

function LimitCard({ path }: { readonly path: JsonPath }) {
  const form = useRuleForm();
  return (
    <div className={styles.card} role="group" aria-label="Limit" data-pointer={form.pointer(path)}>
      <div className={styles.line}>
        <NumberAt path={[...path, 'max']} label="At most" className={styles.number} placeholder="number" />
        <SelectAt path={[...path, 'count']} label="of" choices={counts} assumed="calls" />
        <WindowField path={[...path, 'window']} />
        <RemoveButton path={path} label="Remove this limit" />
      </div>
      <QuotaDetails path={path}>
        <IncrementFields path={path} />
      </QuotaDetails>
    </div>
  );
}

function RateCard() {
  const path = ['rate_limit'];
  return (
    <div className={styles.card} role="group" aria-label="Rate">
      <div className={styles.line}>
        <NumberAt
          path={[...path, 'max']}
          label="At most, calls"
          className={styles.number}
          placeholder="number"
        />
        <NumberAt path={[...path, 'window']} label="in any … seconds" className={styles.number} />
        <p className={styles.side}>Sliding, for each client.</p>
        <RemoveButton path={path} label="Remove the rate" />
      </div>
    </div>
  );
}
