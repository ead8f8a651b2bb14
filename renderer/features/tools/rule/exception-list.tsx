import { X } from 'lucide-react';
import { useData } from '../../../lib/console-context.ts';
import { getAt } from '../../../lib/policy/json-path.ts';
import { exceptWords, listOf } from '../../../lib/policy/rule-words.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import styles from './exception-list.module.css';
import { withoutException } from './rule-draft.ts';
import { useRuleForm } from './rule-form.ts';

/** What was answered for always: calls that are not asked about. New ones come from a card. */
export function ExceptionList() {
  const form = useRuleForm();
  const grants = useData((data) => data.grants);
  const entries = listOf(getAt(form.rule, ['approval', 'unless']));
  if (entries.length === 0) return null;
  const holderOf = (grantId: unknown) =>
    typeof grantId === 'string'
      ? (grants.find((it) => it.id === grantId)?.name ?? 'a grant that is gone')
      : null;
  return (
    <div className={styles.list} role="group" aria-label="Answered for always">
      <p className={styles.title}>Answered for always</p>
      <ul>
        {entries.map((entry, at) => {
          const holder = holderOf(getAt(entry, ['grant']));
          return (
            <li key={at} className={styles.item} data-pointer={form.pointer(['approval', 'unless', at])}>
              <span>
                {exceptWords(entry)}
                {holder !== null && <span className={styles.soft}> · for {holder}</span>}
              </span>
              <IconButton
                label={`Remove: ${exceptWords(entry)}`}
                icon={<X />}
                onClick={() => form.change(withoutException(form.rule, at))}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
