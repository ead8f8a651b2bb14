import { useState } from 'react';
import type { ToolCategory, ToolRisk } from '../../../contract/model.ts';
import { useCommand } from '../../lib/use-command.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Segmented, type Segment } from '../../ui/segmented.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import type { ToolEffect } from '../../../contract/policy-document.ts';
import type { ToolFacts } from './tool-facts.ts';
import styles from './tool-row.module.css';

const segments: readonly (Segment<ToolEffect> & { tone: Tone })[] = [
  { value: 'allow', label: 'Allow', tone: 'allow' },
  { value: 'ask', label: 'Ask', tone: 'ask' },
  { value: 'deny', label: 'Deny', tone: 'deny' },
  { value: 'hide', label: 'Hide', tone: 'hide' },
];

/** One tool: what it is, how it is classed and why, and its rule. */
export function ToolRow({ upstream, facts }: { readonly upstream: string; readonly facts: ToolFacts }) {
  const { tool, effect, hiddenBy, conditions } = facts;
  const set = useCommand('tools.setEffect');
  const [isOpen, setIsOpen] = useState(false);
  return (
    <li className={styles.row}>
      <div className={styles.head}>
        <h3 className={styles.name}>{tool.name}</h3>
        <RiskBadge category={tool.category} risk={tool.risk} evidence={tool.evidence} />
      </div>
      <div className={styles.about}>
        {tool.description !== undefined && (
          <button
            type="button"
            className={isOpen ? styles.description : styles.clamped}
            aria-expanded={isOpen}
            onClick={() => setIsOpen(!isOpen)}
          >
            {tool.description}
          </button>
        )}
        {conditions.length > 0 && <p className={styles.note}>Also: {conditions.join('; ')}</p>}
        {hiddenBy !== null && (
          <p className={styles.note}>
            Hidden by the pattern <code>{hiddenBy}</code>, which covers other tools too: change it in the
            policy.
          </p>
        )}
        {set.problem !== null && (
          <p className={styles.problem} role="alert">
            {set.problem}
          </p>
        )}
      </div>
      <div className={styles.control}>
        <Segmented
          label={`Rule for ${tool.name}`}
          segments={segments.map((it) => ({ ...it, isDisabled: hiddenBy !== null && it.value !== 'hide' }))}
          value={effect}
          isBusy={set.isRunning}
          onChange={(wanted) => void set.run({ upstream, tool: tool.name, effect: wanted })} // problems are shown above
        />
      </div>
    </li>
  );
}

interface RiskProps {
  readonly category: ToolCategory;
  readonly risk: ToolRisk;
  readonly evidence: readonly string[];
}

function RiskBadge({ category, risk, evidence }: RiskProps) {
  const why = evidence.length > 0 ? evidence.join('; ') : 'no evidence recorded';
  return (
    <Tooltip text={`Classed so because: ${why}`}>
      <button type="button" className={styles.risk} aria-label={`${category}, ${risk} risk, because: ${why}`}>
        <Badge tone={riskTones[risk]}>
          {category} · {risk}
        </Badge>
      </button>
    </Tooltip>
  );
}

const riskTones: Readonly<Record<ToolRisk, Tone>> = {
  low: 'none',
  medium: 'info',
  high: 'ask',
  critical: 'deny',
};
