import { SlidersHorizontal } from 'lucide-react';
import { useState } from 'react';
import type { ToolCategory, ToolRisk } from '../../../contract/model.ts';
import type { ToolEffect } from '../../../contract/policy-document.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { effectSegments } from './effect-segments.ts';
import { RuleNotes } from './rule-notes.tsx';
import type { ToolFacts } from './tool-facts.ts';
import styles from './tool-row.module.css';

interface Props {
  readonly facts: ToolFacts;
  /** Where its new definition is accepted; null while it is as it was allowed. */
  readonly changeHref: string | null;
  /** Shown, and changed elsewhere. */
  readonly isFixed: boolean;
  readonly isBusy: boolean;
  readonly hasDraft: boolean;
  readonly problem: string | null;
  readonly onEffect: (effect: ToolEffect) => void;
  readonly onEdit: () => void;
}

/** One tool: what it is, how it is classed and why, and its rule. */
export function ToolRow({ facts, changeHref, isFixed, isBusy, hasDraft, problem, onEffect, onEdit }: Props) {
  const { tool, effect, hiddenBy, conditions } = facts;
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
        <RuleNotes sentences={effect === 'deny' || effect === 'hide' ? [] : conditions} hasDraft={hasDraft} />
        {changeHref !== null && (effect === 'allow' || effect === 'ask') && (
          <p className={styles.note}>
            It has changed since you allowed it: every call asks until you accept it.{' '}
            <a href={changeHref}>See the change</a>
          </p>
        )}
        {hiddenBy !== null && (
          <p className={styles.note}>
            Hidden by the pattern <code>{hiddenBy}</code>, which covers other tools too: change it in the
            policy.
          </p>
        )}
        {problem !== null && (
          <p className={styles.problem} role="alert">
            {problem}
          </p>
        )}
      </div>
      <div className={styles.control}>
        <Segmented
          label={`Rule for ${tool.name}`}
          segments={effectSegments(hiddenBy !== null).map((it) => ({
            ...it,
            isDisabled: (it.isDisabled ?? false) || (isFixed && it.value !== effect),
          }))}
          value={effect}
          isBusy={isBusy}
          onChange={onEffect}
        />
        <IconButton
          label={`Limits and conditions of ${tool.name}`}
          icon={<SlidersHorizontal />}
          disabled={isFixed}
          onClick={onEdit}
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
