import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { CatalogueTool } from '../../../contract/catalogue.ts';
import type { JsonObject } from '../../../contract/json.ts';
import type { ToolDefinition, ToolRisk } from '../../../contract/model.ts';
import { statedEffect, type PolicyDocument } from '../../../contract/policy-document.ts';
import { visibleText } from '../../../contract/visible-text.ts';
import { useCommand } from '../../lib/use-command.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Words } from '../../ui/words.tsx';
import { FindingList } from './finding-list.tsx';
import { effectOf, isInUse, ruleText, withRecommended } from './recommended.ts';
import styles from './catalogue-row.module.css';

interface Props {
  readonly upstream: string;
  readonly tool: CatalogueTool;
  readonly definition: ToolDefinition | undefined;
  readonly document: PolicyDocument | undefined;
  readonly isChanged: boolean;
}

/** One tool: its class and why, what its definition hides, and the rule that fits. */
export function CatalogueRow({ upstream, tool, definition, document, isChanged }: Props) {
  const { name, category, risk, evidence, recommended, findings } = tool;
  const [isOpen, setIsOpen] = useState(false);
  const save = useCommand('policy.save');
  const isUsed = isInUse(document, name, recommended.rule);
  const next = withRecommended(document, name, recommended.rule);
  const stated = statedEffect(document, name);
  const present = isChanged && stated === 'allow' ? 'ask, until you accept the change' : stated;
  const grave = findings.filter((it) => it.level !== 'note');
  const use = () => next && void save.run({ upstream, grantId: null, document: next as JsonObject }); // a policy document is JSON; problems are shown below
  return (
    <li className={styles.row}>
      <div className={styles.main}>
        <div className={styles.head}>
          <h3 className={styles.name}>
            <button
              type="button"
              className={styles.toggle}
              aria-expanded={isOpen}
              onClick={() => setIsOpen(!isOpen)}
            >
              {isOpen ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />}
              {visibleText(name)}
            </button>
          </h3>
          <Badge tone={riskTones[risk]}>
            {category} · {risk}
          </Badge>
          {isChanged && <Badge tone="ask">changed</Badge>}
        </div>
        <p className={styles.why}>
          {evidence.map((it, at) => (
            <span key={it}>
              {at > 0 && ' · '}
              <Words text={it} />
            </span>
          ))}
        </p>
        {!isOpen && grave.length > 0 && <FindingList findings={grave.slice(0, shownClosed)} />}
        {!isOpen && grave.length > shownClosed && (
          <p className={styles.why}>and {grave.length - shownClosed} more, shown when it is opened</p>
        )}
      </div>
      <div className={styles.rule}>
        <p className={styles.recommended} title={recommended.why}>
          <span className={styles.soft}>recommended</span> {ruleText(recommended.rule)}
        </p>
        {isUsed ? (
          <Badge tone="allow">in use</Badge>
        ) : (
          <span className={styles.use}>
            <span className={styles.soft}>now {present}</span>
            <Button
              isBusy={save.isRunning}
              disabled={!next}
              aria-label={`Use the recommended rule for ${name}: ${ruleText(recommended.rule)}`}
              onClick={use}
            >
              Use it
            </Button>
          </span>
        )}
        {!next && !isUsed && (
          <p className={styles.soft}>
            {effectOf(recommended.rule) === 'hide' ? 'It is hidden' : 'It is decided'} by a rule for several
            tools: change that in the policy.
          </p>
        )}
        {save.problem !== null && (
          <p className={styles.problem} role="alert">
            <Words text={save.problem} />
          </p>
        )}
      </div>
      {isOpen && (
        <div className={styles.more}>
          {definition?.description !== undefined && (
            <p className={styles.description}>{visibleText(definition.description)}</p>
          )}
          <p className={styles.soft}>
            {recommended.why[0]?.toUpperCase()}
            {recommended.why.slice(1)}.
          </p>
          {findings.length > 0 && <FindingList findings={findings} />}
          {definition && (
            <CodeBlock
              label={`Input schema of ${name}`}
              text={visibleText(JSON.stringify(definition.inputSchema, null, 2))}
            />
          )}
        </div>
      )}
    </li>
  );
}

const shownClosed = 2;

const riskTones: Readonly<Record<ToolRisk, Tone>> = {
  low: 'none',
  medium: 'info',
  high: 'ask',
  critical: 'deny',
};
