import { RotateCw } from 'lucide-react';
import { useMemo } from 'react';
import type { UpstreamView } from '../../../contract/model.ts';
import { useData } from '../../lib/console-context.ts';
import { useCommand } from '../../lib/use-command.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { ToolRow } from './tool-row.tsx';
import { toolsByUpstream, type UpstreamTools } from './tool-facts.ts';
import styles from './tools-page.module.css';

/** Every tool of every upstream with its one-click rule. */
export function ToolsPage() {
  const upstreams = useData((data) => data.upstreams);
  const policies = useData((data) => data.policies);
  const grants = useData((data) => data.grants);
  const all = useMemo(() => toolsByUpstream(upstreams, policies, grants), [upstreams, policies, grants]);
  return (
    <Page>
      <p className={styles.legend}>
        A change holds from the next call on. Limits and conditions of a tool stay as they are.
      </p>
      {all.length === 0 && (
        <EmptyState title="No upstreams">The bundled cart server is not there.</EmptyState>
      )}
      {all.map((it) => (
        <UpstreamSection key={it.upstream.name} {...it} />
      ))}
    </Page>
  );
}

function UpstreamSection({ upstream, policy, tools, exceptions }: UpstreamTools) {
  const restart = useCommand('upstreams.restart');
  return (
    <Section
      title={upstream.name}
      aside={
        <span className={styles.state}>
          <span className={styles.address}>{upstream.address}</span>
          <Badge tone={stateTones[upstream.state]}>{upstream.state}</Badge>
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
      {upstream.error !== null && (
        <Notice tone="deny" title="This upstream is down">
          {upstream.error}
        </Notice>
      )}
      {restart.problem !== null && <Notice tone="deny">{restart.problem}</Notice>}
      {!policy && (
        <Notice tone="ask" title="No policy: every call is denied">
          Set a tool to allow or ask to begin one.
        </Notice>
      )}
      {exceptions.length > 0 && (
        <Notice tone="info">
          {exceptions.join(', ')} {exceptions.length === 1 ? 'has a policy of its' : 'have policies of their'}{' '}
          own here; these switches do not change it.
        </Notice>
      )}
      {tools.length === 0 ? (
        <EmptyState title="No tools yet">
          {upstream.state === 'starting' ? 'The upstream is starting.' : 'The upstream has not listed any.'}
        </EmptyState>
      ) : (
        <ul className={styles.tools}>
          {tools.map((facts) => (
            <ToolRow key={facts.tool.name} upstream={upstream.name} facts={facts} />
          ))}
        </ul>
      )}
    </Section>
  );
}

const stateTones: Readonly<Record<UpstreamView['state'], Tone>> = {
  starting: 'info',
  ready: 'allow',
  failed: 'deny',
  stopped: 'none',
};
