import { useState } from 'react';
import type { CatalogueTool } from '../../../contract/catalogue.ts';
import type { JsonObject } from '../../../contract/json.ts';
import type { PolicyDocument } from '../../../contract/policy-document.ts';
import { visibleText } from '../../../contract/visible-text.ts';
import { useData } from '../../lib/console-context.ts';
import { useCommand } from '../../lib/use-command.ts';
import { useQuery } from '../../lib/use-query.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ReplaySummary } from '../../ui/replay-summary.tsx';
import { Words } from '../../ui/words.tsx';
import { isAgainstChoice, planRecommended, withSteps, type RecommendedStep } from './recommended-plan.ts';
import unseen from '../../ui/hidden.module.css';
import styles from './recommended-dialog.module.css';

interface Props {
  readonly upstream: string;
  readonly tools: readonly CatalogueTool[];
  readonly document: PolicyDocument | undefined;
  readonly onClose: () => void;
}

const replayDays = '7';

/** What the recommended rules would change, tool by tool, before it is done in one version of the policy. */
export function RecommendedDialog({ upstream, tools, document, onClose }: Props) {
  const [choices, setChoices] = useState<ReadonlyMap<string, boolean>>(() => new Map());
  const save = useCommand('policy.save');
  const { steps, blocked, inUse } = planRecommended(document, tools);
  const isChosen = (step: RecommendedStep) => choices.get(step.tool.name) ?? !isAgainstChoice(step);
  const chosen = steps.filter(isChosen);
  const next = withSteps(document, chosen) as JsonObject | undefined; // a policy document is JSON
  const isSomething = chosen.length > 0 && next !== undefined;
  const replay = useQuery(
    'policy.replay',
    isSomething ? { upstream, grantId: null, document: next, days: Number(replayDays) } : null,
    300,
  );
  const submit = async () => {
    if (isSomething && (await save.run({ upstream, grantId: null, document: next }))) onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      form="wide"
      title={`Recommended rules for “${upstream}”`}
      description="What the policy says now, and what it would say. All of it becomes one version, which the Policy page can roll back."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            tone="primary"
            isBusy={save.isRunning}
            disabled={!isSomething}
            onClick={() => void submit()} // problems are shown
          >
            {chosen.length === 1 ? 'Change 1 rule' : `Change ${chosen.length} rules`}
          </Button>
        </>
      }
    >
      {save.problem !== null && (
        <Notice tone="deny">
          <Words text={save.problem} />
        </Notice>
      )}
      <ul className={styles.steps} aria-label="What changes">
        {steps.map((step) => (
          <Step
            key={step.tool.name}
            step={step}
            isChosen={isChosen(step)}
            onChange={(is) => setChoices(new Map(choices).set(step.tool.name, is))}
          />
        ))}
      </ul>
      <Untouched upstream={upstream} inUse={inUse} blocked={blocked} />
      {isSomething && (
        <section aria-label="On past calls" className={styles.past}>
          <h3>On past calls</h3>
          <ReplaySummary
            report={replay.value}
            days={replayDays}
            first={null}
            problem={replay.problem}
            state={replay.isCurrent ? 'current' : 'running'}
          />
        </section>
      )}
    </Dialog>
  );
}

interface StepProps {
  readonly step: RecommendedStep;
  readonly isChosen: boolean;
  readonly onChange: (isChosen: boolean) => void;
}

function Step({ step: { tool, now, then, loosens }, isChosen, onChange }: StepProps) {
  const { name, category, risk } = tool;
  return (
    <li>
      <label className={styles.step}>
        <input type="checkbox" checked={isChosen} onChange={(event) => onChange(event.target.checked)} />
        <span className={styles.tool}>
          <strong>{visibleText(name)}</strong>
          <span className={styles.soft}>
            {category} · {risk}
          </span>
        </span>
        <span className={styles.rules}>
          <span className={styles.soft}>now</span> {now} <span aria-hidden>→</span>
          <span className={unseen.hidden}>; recommended:</span> <strong>{then}</strong>{' '}
          {loosens === 'own' && <Badge tone="ask">looser than your rule</Badge>}
          {loosens === 'denial' && <Badge tone="ask">denied so far</Badge>}
        </span>
      </label>
    </li>
  );
}

interface UntouchedProps {
  readonly upstream: string;
  readonly inUse: number;
  readonly blocked: readonly string[];
}

/** What stays as it is, and why. */
function Untouched({ upstream, inUse, blocked }: UntouchedProps) {
  const policies = useData((data) => data.policies);
  const grants = useData((data) => data.grants);
  const owners = policies.flatMap(({ upstream: of, grantId }) => {
    const grant = of === upstream && grants.find((it) => it.id === grantId && it.revokedAt === null);
    return grant ? [grant.name] : [];
  });
  return (
    <ul className={styles.untouched}>
      {inUse > 0 && <li>{inUse === 1 ? '1 tool has its rule' : `${inUse} tools have theirs`} already.</li>}
      {blocked.length > 0 && (
        <li>
          {blocked.map(visibleText).join(', ')}: decided by a rule for several tools. Change that in the
          policy.
        </li>
      )}
      {owners.length > 0 && (
        <li>
          {owners.join(', ')}:{' '}
          {owners.length === 1
            ? 'has a policy of its own, which stays'
            : 'have policies of their own, which stay'}{' '}
          as it is.
        </li>
      )}
    </ul>
  );
}
