import { useId, useRef } from 'react';
import type { ApprovalView } from '../../../contract/model.ts';
import { useIsConnected, useNow } from '../../lib/console-context.ts';
import { formatLeft } from '../../lib/format.ts';
import { sentence, useCommand } from '../../lib/use-command.ts';
import { Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Words } from '../../ui/words.tsx';
import { jsonText } from '../../lib/json-text.ts';
import { argumentFacts } from '../../lib/argument-words.ts';
import { toolWords } from './approval-words.ts';
import { GoodsPanel, GoodsSkeleton } from './goods-panel.tsx';
import { useArmed } from './use-armed.ts';
import { VerdictButtons } from './verdict-buttons.tsx';
import styles from './approval-card.module.css';

/** After this long without a preview the person may decide without one. */
const previewPatienceMs = 10_000;

/** One pending approval: what it would do, who asks and why, and the two answers. */
export function ApprovalCard({ approval }: { readonly approval: ApprovalView }) {
  const titleId = useId();
  const card = useRef<HTMLElement>(null);
  const resolve = useCommand('approvals.resolve');
  const now = useNow();
  const isConnected = useIsConnected();
  // What is approved is what was seen: other goods start the delay again.
  const isArmed = useArmed(card, `${approval.preview}:${approval.goods?.totalMinor ?? ''}`);
  const { id: approvalId, client } = approval;
  const isLookingUp = approval.preview === 'loading' && now - approval.requestedAt < previewPatienceMs;
  return (
    <article ref={card} className={styles.card} aria-labelledby={titleId} data-pending={approvalId}>
      <header className={styles.head}>
        <span className={styles.who}>
          <strong>{approval.grantName}</strong>
          {client && <span className={styles.client}>{`${client.name} ${client.version}`}</span>}
        </span>
        <Countdown approval={approval} now={now} />
      </header>
      <div className={styles.body}>
        <Subject approval={approval} titleId={titleId} />
        <p className={styles.why}>
          <span className={styles.tool}>{`${approval.upstream} · ${approval.tool}`}</span>
          <span>
            <Words text={sentence(approval.why)} />
          </span>
        </p>
        {resolve.problem !== null && <Notice tone="deny">{resolve.problem}</Notice>}
        <VerdictButtons
          isArmed={isArmed}
          isBusy={resolve.isRunning}
          heldBy={isConnected ? null : 'Not connected: answers cannot be given now'}
          approveHeldBy={isLookingUp ? 'Wait for the price, or deny' : null}
          onApprove={() => void resolve.run({ approvalId, verdict: 'approve' })} // problems are shown above
          onDeny={(word) => void resolve.run({ approvalId, verdict: 'deny', ...(word !== '' && { word }) })}
        />
      </div>
      <details className={styles.raw}>
        <summary>Arguments and rule</summary>
        <pre>{jsonText(approval.arguments)}</pre>
        <p>
          Rule <code>{approval.rule === '' ? 'default' : approval.rule}</code>
        </p>
      </details>
    </article>
  );
}

function Subject({ approval, titleId }: { readonly approval: ApprovalView; readonly titleId: string }) {
  const { goods, preview } = approval;
  if (goods) return <GoodsPanel goods={goods} titleId={titleId} />;
  return (
    <>
      <h3 id={titleId} className={styles.title}>
        {toolWords(approval.tool)}
      </h3>
      {preview === 'loading' ? <GoodsSkeleton /> : <Facts facts={argumentFacts(approval.arguments)} />}
      {preview === 'unknown' && (
        <Notice tone="ask" title="Price unknown">
          Checkstand could not find out what this call would cost. Approve it only if the arguments say
          enough.
        </Notice>
      )}
    </>
  );
}

function Countdown({ approval, now }: { readonly approval: ApprovalView; readonly now: number }) {
  const left = formatLeft(approval.expiresAt, now);
  return (
    <span className={styles.time}>
      <span className={approval.isClientWaiting ? styles.waiting : styles.gone}>
        {approval.isClientWaiting ? 'Agent is waiting' : 'Agent stopped waiting'}
      </span>
      <span>{left === undefined ? 'expired' : `${left} left`}</span>
    </span>
  );
}
