import { useState } from 'react';
import type { RememberedView } from '../../../contract/model.ts';
import { useData, useIsConnected, useNow } from '../../lib/console-context.ts';
import { formatDayAndTime, formatLeft } from '../../lib/format.ts';
import { useCommand } from '../../lib/use-command.ts';
import { useQuery } from '../../lib/use-query.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Notice } from '../../ui/notice.tsx';
import { rememberedWords } from './remembered-words.ts';
import styles from './remembered-list.module.css';

/** The answers that hold for later calls, each with what it says, until when, and the way to take it back. */
export function RememberedList() {
  const isConnected = useIsConnected();
  // Both kinds come and go with these: a policy's version, an answer, the end of a session.
  const revision = useData((data) => `${data.rememberedSeq} ${data.policies.map((it) => it.version).join()}`);
  const [taken, setTaken] = useState(0);
  const asked = useQuery('remembered.list', isConnected ? {} : null, 0, `${revision} ${taken}`);
  const remembered = asked.value;
  if (asked.problem !== null) return <Notice tone="deny">{asked.problem}</Notice>;
  if (!remembered) return null;
  if (remembered.length === 0) {
    return (
      <EmptyState title="No answer is remembered">
        With “This session…” or “Always…” on a card you answer alike calls beforehand. What you said shows
        here until it ends or you take it back.
      </EmptyState>
    );
  }
  return (
    <ul className={styles.list} aria-label="Remembered answers">
      {remembered.map((it) => (
        <Row key={it.id} remembered={it} onRevoked={() => setTaken(taken + 1)} />
      ))}
    </ul>
  );
}

function Row({
  remembered,
  onRevoked,
}: {
  readonly remembered: RememberedView;
  readonly onRevoked: () => void;
}) {
  const now = useNow();
  const revoke = useCommand('remembered.revoke');
  const grants = useData((data) => data.grants);
  const { id, kind, rule, tool, upstream, grantId, createdAt } = remembered;
  const grantName = grants.find((it) => it.id === grantId)?.name ?? 'a grant that is gone';
  const left = rule.until === null ? null : formatLeft(rule.until, now);
  return (
    <li className={styles.row}>
      <div className={styles.what}>
        <p className={styles.name}>
          <Badge tone={kind === 'always' ? 'allow' : 'info'}>
            {kind === 'always' ? 'Always' : 'This session'}
          </Badge>
          <span>
            <strong>{grantName}</strong> may call <code>{tool}</code> of {upstream} without asking when
          </span>
        </p>
        <ul className={styles.conditions}>
          {rememberedWords(rule).map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
        <p className={styles.ends}>
          {[
            endWords(rule.until, left),
            kind === 'session'
              ? 'cleared when the policy or the tool’s definition changes, or Checkstand ends'
              : 'counts for nothing once the tool’s definition changes',
            ...(createdAt === null ? [] : [`since ${formatDayAndTime(createdAt)}`]),
          ].join(' · ')}
        </p>
        {revoke.problem !== null && <Notice tone="deny">{revoke.problem}</Notice>}
      </div>
      <Button
        isBusy={revoke.isRunning}
        onClick={() => void revoke.run({ id }).then((done) => done && onRevoked())} // never rejects
      >
        Take back
      </Button>
    </li>
  );
}

function endWords(until: number | null, left: string | null | undefined): string {
  if (until === null) return 'until you take it back';
  return left === null || left === undefined
    ? `ended ${formatDayAndTime(until)}`
    : `until ${formatDayAndTime(until)}`;
}
