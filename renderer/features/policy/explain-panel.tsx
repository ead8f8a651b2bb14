import { Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { isJsonObject, type JsonObject } from '../../../contract/json.ts';
import type { ToolDefinition } from '../../../contract/model.ts';
import { useData } from '../../lib/console-context.ts';
import { jsonText } from '../../lib/json-text.ts';
import { sentence } from '../../lib/use-command.ts';
import { useQuery } from '../../lib/use-query.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ReasonList } from '../../ui/reason-list.tsx';
import { Select } from '../../ui/select.tsx';
import { Words } from '../../ui/words.tsx';
import { outcomeOf, withExample } from './example-of-call.ts';
import styles from './explain-panel.module.css';
import { sampleArguments } from './sample-arguments.ts';
import type { PolicyDraft } from './use-policy-draft.ts';

interface Props {
  readonly draft: PolicyDraft;
  readonly tools: readonly ToolDefinition[];
  readonly isUsable: boolean;
  readonly onLead: (pointer: string) => void;
  readonly onReplace: (text: string) => void;
}

/** Asks the text about a call: what it would decide now, with every reason. */
export function ExplainPanel({ draft, tools, isUsable, onLead, onReplace }: Props) {
  const log = useData((data) => data.calls);
  const [tool, setTool] = useState(() => tools[0]?.name ?? '');
  const startOf = (name: string) => jsonText(sampleArguments(name, tools, log.recent));
  const [argsText, setArgsText] = useState(() => startOf(tool));
  const [factsText, setFactsText] = useState('');
  const args = useMemo(() => readObject(argsText), [argsText]);
  const facts = useMemo(() => (factsText.trim() === '' ? {} : readObject(factsText)), [factsText]);
  const { document } = draft.reading;
  const explained = useQuery(
    'policy.explain',
    isUsable && document && args && facts && tool !== ''
      ? { ...draft.target, document, tool, args, ...(Object.keys(facts).length > 0 && { facts }) }
      : null,
    250,
  );
  const decision = explained.value;
  return (
    <div className={styles.panel}>
      <FormField label="Tool">
        {({ className: _input, ...control }) => (
          <Select
            {...control}
            choices={tools.map(({ name }) => ({ value: name, label: name }))}
            value={tool}
            onChange={(name) => {
              setTool(name);
              setArgsText(startOf(name));
            }}
          />
        )}
      </FormField>
      <FormField label="Arguments, as JSON" problem={args ? null : 'This is not a JSON object yet.'}>
        {(control) => (
          <textarea
            {...control}
            rows={Math.min(8, Math.max(3, argsText.split('\n').length))}
            spellCheck={false}
            value={argsText}
            onChange={(event) => setArgsText(event.target.value)}
          />
        )}
      </FormField>
      <FormField
        label="Assume, as JSON (optional)"
        problem={facts ? null : 'This is not a JSON object yet.'}
        hint="What is not assumed is as it is now: the time, where counters stand."
      >
        {(control) => (
          <textarea
            {...control}
            rows={Math.min(8, Math.max(2, factsText.split('\n').length))}
            spellCheck={false}
            placeholder='{ "preview": { "total": "25.00", "currency": "USD" } }'
            value={factsText}
            onChange={(event) => setFactsText(event.target.value)}
          />
        )}
      </FormField>
      <div className={styles.assume} role="group" aria-label="Assume">
        {assumptions.map(({ label, facts: assumed }) => (
          <Button
            key={label}
            icon={<Plus aria-hidden />}
            className={styles.small}
            disabled={!facts}
            onClick={() => facts && setFactsText(jsonText({ ...assumed, ...facts }))}
          >
            {label}
          </Button>
        ))}
      </div>
      {!isUsable && <p className={styles.soft}>As soon as nothing in the text is missing or wrong.</p>}
      {explained.problem !== null && (
        <Notice tone="deny">
          <Words text={explained.problem} />
        </Notice>
      )}
      {decision && isUsable && (
        <section aria-label="Decision" className={styles.decision} aria-busy={!explained.isCurrent}>
          <p className={styles.outcome} role="status">
            <Badge tone={decision.code === 'hidden' ? 'hide' : decision.effect}>{outcomeOf(decision)}</Badge>{' '}
            <Words text={sentence(decision.text)} />
          </p>
          <ReasonList
            decision={decision}
            linkTo={(rule) =>
              rule === '' ? null : (
                <button type="button" className={styles.link} onClick={() => onLead(rule)}>
                  Show it in the text
                </button>
              )
            }
          />
          <div>
            <Button
              onClick={() =>
                document &&
                args &&
                facts &&
                onReplace(
                  jsonText(
                    withExample(document, {
                      ...{ tool, args, expect: outcomeOf(decision) },
                      ...(Object.keys(facts).length > 0 && { facts }),
                    }),
                  ),
                )
              }
            >
              Keep as an example
            </Button>
          </div>
        </section>
      )}
    </div>
  );
}

const assumptions: readonly { readonly label: string; readonly facts: JsonObject }[] = [
  {
    label: 'a price',
    facts: { preview: { price: '25.00', total: '25.00', quantity: 1, currency: 'USD' } },
  },
  { label: 'a time', facts: { now: '2026-01-05T23:30:00' } },
];

function readObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}
