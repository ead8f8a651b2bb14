import { RotateCw } from 'lucide-react';
import type { UpstreamView } from '../../../contract/model.ts';
import type { PolicyDocument, ToolEffect } from '../../../contract/policy-document.ts';
import { useParts } from '../../lib/console-context.ts';
import { OwnPolicyBar } from '../../lib/policy/own-policy-bar.tsx';
import { documentOf } from '../../lib/policy/targets.ts';
import { hrefOf } from '../../lib/route.ts';
import { FailureNotice } from '../../lib/upstreams/failure-notice.tsx';
import { stateText } from '../../lib/upstreams/state-text.ts';
import { useCommand } from '../../lib/use-command.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Section } from '../../ui/page.tsx';
import { EveryToolRow, FallbackRow } from './common-rows.tsx';
import type { Subject } from './rule/rule-draft.ts';
import type { ToolFacts, UpstreamTools } from './tool-facts.ts';
import { ToolRow } from './tool-row.tsx';
import styles from './tools-page.module.css';

interface Props extends UpstreamTools {
  /** For whom, when it is one client alone. */
  readonly grantName: string | null;
  /** Some of its tools are looked for: what holds for all of them is not shown. */
  readonly isNarrowed: boolean;
  readonly onEdit: (subject: Subject) => void;
}

/** One upstream: how it is, and a row for each of its tools. */
export function UpstreamSection(props: Props) {
  const { upstream, policy, tools, exceptions, grantName, isFollowing, target } = props;
  const restart = useCommand('upstreams.restart');
  return (
    <Section
      title={upstream.name}
      aside={
        <span className={styles.state}>
          <span className={styles.address}>{upstream.address}</span>
          <Badge tone={stateTones[upstream.state]}>{stateText(upstream)}</Badge>
          {upstream.state !== 'ready' && upstream.kind !== 'in-process' && (
            <Button
              icon={<RotateCw aria-hidden />}
              isBusy={restart.isRunning}
              onClick={() => void restart.run({ name: upstream.name })} // problems are shown below
            >
              Restart
            </Button>
          )}
        </span>
      }
    >
      <FailureNotice upstream={upstream} />
      {restart.problem !== null && <Notice tone="deny">{restart.problem}</Notice>}
      {!policy && grantName === null && (
        <Notice tone="ask" title="No policy: every call is denied">
          Set a tool to allow or ask to begin one.
        </Notice>
      )}
      {grantName !== null && target.grantId !== null && (
        <OwnPolicyBar {...{ upstream: upstream.name, grantId: target.grantId, grantName, isFollowing }} />
      )}
      {exceptions.length > 0 && (
        <Notice tone="info">
          {exceptions.map((it) => it.name).join(', ')}{' '}
          {exceptions.length === 1 ? 'has a policy of its' : 'have policies of their'} own here; these
          switches do not change it.
        </Notice>
      )}
      {tools.length === 0 ? (
        <EmptyState title="No tools yet">
          {upstream.state === 'starting' ? 'The upstream is starting.' : 'The upstream has not listed any.'}
        </EmptyState>
      ) : (
        <ToolRows {...props} />
      )}
    </Section>
  );
}

function ToolRows(props: Props) {
  const { upstream, target, policy, tools, everyTool, fallback, isFollowing, isNarrowed, onEdit } = props;
  const { drafts } = useParts();
  const save = useCommand('policy.save');
  const hasDraft = (subject: Subject) =>
    drafts.rules.get(JSON.stringify([target.upstream, target.grantId, subject])) !== undefined;
  const setFallback = (next: PolicyDocument['default']) => {
    const document = { ...documentOf(policy), default: next };
    void save.run({ ...target, document }); // problems are shown in the row
  };
  return (
    <ul className={styles.tools}>
      {!isNarrowed && (
        <EveryToolRow
          sentences={everyTool}
          isFixed={isFollowing}
          hasDraft={hasDraft(null)}
          onEdit={() => onEdit(null)}
        />
      )}
      {tools.map((facts) => (
        <ToolItem
          key={facts.tool.name}
          upstream={upstream}
          facts={facts}
          isFixed={isFollowing}
          grantId={target.grantId}
          hasDraft={hasDraft(facts.tool.name)}
          onEdit={onEdit}
        />
      ))}
      {!isNarrowed && (
        <FallbackRow
          fallback={fallback}
          isFixed={isFollowing}
          isBusy={save.isRunning}
          problem={save.problem}
          onChange={setFallback}
        />
      )}
    </ul>
  );
}

interface ItemProps {
  readonly upstream: UpstreamView;
  readonly facts: ToolFacts;
  readonly isFixed: boolean;
  readonly hasDraft: boolean;
  readonly grantId: string | null;
  readonly onEdit: (subject: Subject) => void;
}

function ToolItem({ upstream, facts, isFixed, hasDraft, grantId, onEdit }: ItemProps) {
  const { name } = facts.tool;
  const set = useCommand('tools.setEffect');
  const isChanged = upstream.changedTools?.includes(name) ?? false;
  const setEffect = (effect: ToolEffect) =>
    set.run({ upstream: upstream.name, tool: name, effect, ...(grantId !== null && { grantId }) });
  return (
    <ToolRow
      facts={facts}
      changeHref={isChanged ? hrefOf('upstreams', { name: upstream.name }) : null}
      isFixed={isFixed}
      isBusy={set.isRunning}
      hasDraft={hasDraft}
      problem={set.problem}
      onEffect={(effect) => void setEffect(effect)} // problems are shown in the row
      onEdit={() => onEdit(name)}
    />
  );
}

const stateTones: Readonly<Record<UpstreamView['state'], Tone>> = {
  starting: 'info',
  ready: 'allow',
  failed: 'deny',
  stopped: 'none',
};
