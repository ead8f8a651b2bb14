import { isJsonObject } from '../../../../contract/json.ts';
import type { ToolEffect } from '../../../../contract/policy-document.ts';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { boxesOf } from './condition-groups.ts';
import { ConditionSection } from './condition-section.tsx';
import { ExceptionList } from './exception-list.tsx';
import { TextAt } from './fields.tsx';
import styles from './question-section.module.css';
import { useRuleForm } from './rule-form.ts';

interface Props {
  /** Null for the rules of every call, which have no effect of their own. */
  readonly effect: ToolEffect | null;
  /** Makes the tool's effect "allow", so that only the conditions here ask. */
  readonly onAllow: () => void;
}

/** When a person is asked, and how. */
export function QuestionSection({ effect, onAllow }: Props) {
  const form = useRuleForm();
  const { approval, reason } = form.rule;
  const hasWhen = boxesOf(form.rule, 'when').length > 0;
  const asksAlways = effect === 'ask' || (isJsonObject(approval) && approval['when'] === undefined);
  return (
    <ConditionSection place="when">
      {effect === 'ask' && (
        <Notice
          tone={hasWhen ? 'ask' : 'info'}
          action={hasWhen ? <Button onClick={onAllow}>Ask only then</Button> : undefined}
        >
          {hasWhen
            ? 'Every call asks already, so these conditions change nothing.'
            : 'Every call asks already. To be asked only sometimes, choose Allow above and say here when.'}
        </Notice>
      )}
      {effect === null && !hasWhen && (
        <Switch
          label="Ask about every call of every tool"
          isOn={asksAlways}
          onChange={(isOn) => form.set(['approval'], isOn ? {} : undefined)}
        />
      )}
      {(asksAlways || hasWhen) && (
        <div className={styles.texts}>
          {effect !== 'ask' && (
            <TextAt
              path={['approval', 'reason']}
              label="Why it asks, as the card says it"
              placeholder={typeof reason === 'string' ? reason : 'the condition in words'}
            />
          )}
          <TextAt
            path={['approval', 'expires']}
            label="Wait for an answer"
            placeholder="as in Settings, or 30m, 2h"
          />
        </div>
      )}
      <ExceptionList />
    </ConditionSection>
  );
}
