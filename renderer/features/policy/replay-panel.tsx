import { useState } from 'react';
import { useQuery } from '../../lib/use-query.ts';
import { ReplaySummary, replayDays, type ReplayDays } from '../../ui/replay-summary.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import styles from './panel.module.css';
import type { PolicyDraft } from './use-policy-draft.ts';

/** What this text would have decided otherwise for the calls on record. */
export function ReplayPanel({
  draft,
  isUsable,
}: {
  readonly draft: PolicyDraft;
  readonly isUsable: boolean;
}) {
  const [days, setDays] = useState<ReplayDays>('7');
  const { document } = draft.reading;
  const replay = useQuery(
    'policy.replay',
    isUsable && document ? { ...draft.target, document, days: Number(days) } : null,
    200,
  );
  return (
    <div className={styles.panel}>
      <p className={styles.soft}>
        The calls on record, decided again by this text and compared with what was decided then. Nothing is
        counted or sent.
      </p>
      <Segmented label="Days to look back" segments={replayDays} value={days} onChange={setDays} />
      <ReplaySummary
        report={replay.value}
        days={days}
        first={null}
        problem={replay.problem}
        state={!isUsable ? 'waiting' : replay.isCurrent ? 'current' : 'running'}
      />
    </div>
  );
}
