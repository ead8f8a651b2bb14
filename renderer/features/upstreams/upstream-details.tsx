import { ArrowLeft } from 'lucide-react';
import type { UpstreamView } from '../../../contract/model.ts';
import { hrefOf } from '../../lib/route.ts';
import { FailureNotice } from '../../lib/upstreams/failure-notice.tsx';
import { stateText } from '../../lib/upstreams/state-text.ts';
import { useQuery } from '../../lib/use-query.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { DriftPanel } from './drift-panel.tsx';
import { GradeMark } from './grade-mark.tsx';
import { HealthPanel } from './health-panel.tsx';
import { RisksPanel } from './risks-panel.tsx';
import { StateDot } from './state-dot.tsx';
import { ToolsPanel } from './tools-panel.tsx';
import { UpstreamActions } from './upstream-actions.tsx';
import { definitionsKey } from './upstream-words.ts';
import styles from './upstream-details.module.css';

interface Props {
  readonly upstream: UpstreamView;
  readonly onRemoved: () => void;
}

/** One upstream: what it offers, what changed, how it is, what can be made of it. */
export function UpstreamDetails({ upstream, onRemoved }: Props) {
  const { name, address, state, tools, changedTools = [] } = upstream;
  const { value: report, problem } = useQuery('catalogue.get', { name }, 0, definitionsKey(upstream));
  const changes = changedTools.length;
  return (
    <>
      <div className={styles.top}>
        <a className={styles.back} href={hrefOf('upstreams')}>
          <ArrowLeft aria-hidden />
          All upstreams
        </a>
        <div className={styles.head}>
          {report && tools.length > 0 && <GradeMark upstream={name} report={report} isLarge />}
          <div className={styles.who}>
            <h2 className={styles.name}>
              {name}
              <span className={styles.state}>
                <StateDot state={state} signIn={upstream.signIn} />
                {stateText(upstream)}
              </span>
            </h2>
            <p className={styles.address}>{address}</p>
          </div>
          <UpstreamActions upstream={upstream} onRemoved={onRemoved} />
        </div>
      </div>
      <FailureNotice upstream={upstream} />
      {changes > 0 && (
        <Notice tone="ask" title={changes === 1 ? 'A tool has changed' : `${changes} tools have changed`}>
          What is not as it was when you allowed it asks before every call, until you accept the change.
        </Notice>
      )}
      {problem !== null && <Notice tone="deny">{problem}</Notice>}
      {/* Another number of changes is another first tab. */}
      <Tabs
        key={changes > 0 ? 'changed' : 'same'}
        label={`About ${name}`}
        tabs={[
          ...(changes > 0
            ? [
                {
                  value: 'changes',
                  label: 'Changes',
                  badge: <TabBadge tone="ask" count={changes} />,
                  content: <DriftPanel upstream={upstream} />,
                },
              ]
            : []),
          {
            value: 'tools',
            label: 'Tools',
            badge: <TabBadge tone="none" count={tools.length} />,
            content: <ToolsPanel upstream={upstream} report={report} />,
          },
          { value: 'risks', label: 'Risks', content: <RisksPanel report={report} /> },
          { value: 'health', label: 'Health', content: <HealthPanel upstream={upstream} /> },
        ]}
      />
    </>
  );
}

function TabBadge({ tone, count }: { readonly tone: Tone; readonly count: number }) {
  return (
    <span className={styles.tabBadge}>
      <Badge tone={tone}>{count}</Badge>
    </span>
  );
}
