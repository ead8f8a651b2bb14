import { CircleCheck, CircleX, Plus } from 'lucide-react';
import { useState } from 'react';
import type { ExampleOutcome } from '../../../contract/model.ts';
import { isJsonObject } from '../../../contract/json.ts';
import { argumentLine } from '../../lib/argument-words.ts';
import { jsonText } from '../../lib/json-text.ts';
import { getAt } from '../../lib/policy/json-path.ts';
import { sentence } from '../../lib/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Words } from '../../ui/words.tsx';
import { AddExampleDialog } from './add-example-dialog.tsx';
import { withExample } from './example-of-call.ts';
import styles from './examples-panel.module.css';
import type { PolicyDraft } from './use-policy-draft.ts';

interface Props {
  readonly draft: PolicyDraft;
  readonly onLead: (pointer: string) => void;
  readonly onReplace: (text: string) => void;
}

/** The calls that the policy itself says must come out so, and whether they do. */
export function ExamplesPanel({ draft, onLead, onReplace }: Props) {
  const [isAdding, setIsAdding] = useState(false);
  const { reading, check, target } = draft;
  const { document } = reading;
  const outcomes = check.value?.examples ?? [];
  return (
    <div className={styles.panel}>
      <p className={styles.soft}>
        Run on every save: a policy whose examples come out otherwise is not accepted. They keep a later
        change from breaking what you rely on.
      </p>
      {outcomes.length > 0 && (
        <ul className={styles.list}>
          {outcomes.map((it) => (
            <ExampleItem
              key={it.index}
              outcome={it}
              args={document ? getAt(document, ['examples', it.index, 'args']) : undefined}
              onShow={() => onLead(`/examples/${it.index}/expect`)}
            />
          ))}
        </ul>
      )}
      <div>
        <Button icon={<Plus aria-hidden />} disabled={document === null} onClick={() => setIsAdding(true)}>
          Add from a recorded call…
        </Button>
      </div>
      {isAdding && document && (
        <AddExampleDialog
          target={target}
          document={document}
          onClose={() => setIsAdding(false)}
          onAdd={(example) => {
            onReplace(jsonText(withExample(document, example)));
            setIsAdding(false);
          }}
        />
      )}
    </div>
  );
}

interface ItemProps {
  readonly outcome: ExampleOutcome;
  readonly args: unknown;
  readonly onShow: () => void;
}

function ExampleItem({ outcome, args, onShow }: ItemProps) {
  const { tool, expect, got, isMet, text } = outcome;
  return (
    <li>
      <button type="button" className={styles.item} onClick={onShow}>
        {isMet ? (
          <CircleCheck aria-label="Comes out so" className={styles.met} />
        ) : (
          <CircleX aria-label="Comes out otherwise" className={styles.unmet} />
        )}
        <span>
          <strong>{tool}</strong>{' '}
          <code className={styles.args}>{isJsonObject(args) ? argumentLine(args) : ''}</code>
          <span className={styles.outcome}>
            {isMet ? `${expect}, as expected` : `expected ${expect}, comes out as ${got}`}:{' '}
            <Words text={sentence(text)} />
          </span>
        </span>
      </button>
    </li>
  );
}
