import { useState } from 'react';
import type { JsonObject } from '../../../../contract/json.ts';
import type { PolicyTarget } from '../../../lib/policy/targets.ts';
import { useQuery } from '../../../lib/use-query.ts';
import { ReplaySummary, replayDays, type ReplayDays } from '../../../ui/replay-summary.tsx';
import { Segmented } from '../../../ui/segmented.tsx';
import styles from './past-calls.module.css';

interface Props {
  readonly target: PolicyTarget;
  readonly tool: string | null;
  readonly document: JsonObject;
  /** A document with problems decides nothing. */
  readonly isUsable: boolean;
}

const replayDelayMs = 500;

/** What the draft would have decided otherwise for the calls on record. */
export function PastCalls({ target, tool, document, isUsable }: Props) {
  const [days, setDays] = useState<ReplayDays>('7');
  const replay = useQuery(
    'policy.replay',
    isUsable ? { ...target, document, days: Number(days) } : null,
    replayDelayMs,
  );
  return (
    <section aria-label="On past calls" className={styles.section}>
      <header className={styles.head}>
        <h3 className={styles.title}>On past calls</h3>
        <Segmented label="Days to look back" segments={replayDays} value={days} onChange={setDays} />
      </header>
      <ReplaySummary
        report={replay.value}
        days={days}
        first={tool}
        problem={replay.problem}
        state={!isUsable ? 'waiting' : replay.isCurrent ? 'current' : 'running'}
      />
    </section>
  );
}
