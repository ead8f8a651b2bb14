import { useId, useRef, useState } from 'react';
import type { ApprovalView } from '../../../contract/model.ts';
import { argumentFacts } from '../../lib/argument-words.ts';
import { amountsOf, budgetsOfCall } from '../../../contract/budget-amounts.ts';
import { BudgetBar } from '../../lib/budgets/budget-bar.tsx';
import { classes } from '../../lib/classes.ts';
import { useBudgets, useData, useIsConnected, useNow } from '../../lib/console-context.ts';
import { formatLeft } from '../../lib/format.ts';
import { jsonText } from '../../lib/json-text.ts';
import { sentence, useCommand } from '../../lib/use-command.ts';
import { Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Words } from '../../ui/words.tsx';
import { askedWords, lookUpHold, toolWords } from './approval-words.ts';
import { changeWords } from './argument-form.ts';
import { CardActions } from './card-actions.tsx';
import { GoodsPanel, GoodsSkeleton } from './goods-panel.tsx';
import type { PanelName } from './panel-name.ts';
import { useArmed } from './use-armed.ts';
import styles from './approval-card.module.css';

interface Props {
  readonly approval: ApprovalView;
  /** It stands inside a list that says already who asks. */
  readonly isPart?: boolean;
  /** A form on it was opened, or closed again. */
  readonly onWork?: (isWorking: boolean) => void;
}

/** One pending approval: what it would do, who asks and why, and the answers. */
export function ApprovalCard({ approval, isPart, onWork }: Props) {
  const titleId = useId();
  const card = useRef<HTMLElement>(null);
  const resolve = useCommand('approvals.resolve');
  const now = useNow();
  const isConnected = useIsConnected();
  const [panel, setPanel] = useState<PanelName | null>(null);
  const { client, goods } = approval;
  // What is approved is what was seen: other goods, or another form, start the delay again.
  const seen = [approval.preview, goods?.asin, goods?.seller, goods?.totalMinor, panel].join(':');
  const isArmed = useArmed(card, seen);
  const holding = {
    isArmed,
    isBusy: resolve.isRunning,
    all: isConnected ? null : 'Not connected: answers cannot be given now',
    approve: lookUpHold(approval, now),
  };
  return (
    <article
      ref={card}
      className={classes(styles.card, isPart && styles.part)}
      aria-labelledby={titleId}
      data-pending={approval.id}
      data-scope
      tabIndex={-1}
    >
      <header className={styles.head}>
        {!isPart && (
          <span className={styles.who}>
            <strong>{approval.grantName}</strong>
            {client && <span className={styles.client}>{`${client.name} ${client.version}`}</span>}
          </span>
        )}
        <Countdown approval={approval} now={now} />
      </header>
      <div className={styles.body}>
        <Again approval={approval} />
        <Subject approval={approval} titleId={titleId} />
        <CardBudgets approval={approval} />
        <Why approval={approval} />
        {resolve.problem !== null && (
          <Notice tone="deny">
            <Words text={resolve.problem} />
          </Notice>
        )}
        <CardActions
          approval={approval}
          resolve={resolve}
          holding={holding}
          panel={panel}
          onPanel={(next) => {
            setPanel(next);
            onWork?.(next !== null);
          }}
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

/** It was answered before, and things are other than they were. */
function Again({ approval: { difference, changes = [] } }: Pick<Props, 'approval'>) {
  if (difference === undefined && changes.length === 0) return null;
  return (
    <Notice tone="ask" title="It asks again: not as you approved it">
      {difference !== undefined && sentence(difference)}
      {changes.length > 0 && ` You had changed ${changes.map(changeWords).join(', ')}.`}
    </Notice>
  );
}

function Subject({ approval, titleId }: Props & { readonly titleId: string }) {
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

function CardBudgets({ approval }: Props) {
  const policies = useData((data) => data.policies);
  const budgets = useBudgets();
  return budgetsOfCall(approval, policies, budgets).map((budget) => {
    const amounts = amountsOf(budget, approval.goods);
    return amounts && <BudgetBar key={amounts.key} amounts={amounts} isAboutCall />;
  });
}

/** The tool, the agent's own words, and why it asks. */
function Why({ approval }: Props) {
  const asked = askedWords(approval.arguments);
  return (
    <p className={styles.why}>
      <span className={styles.tool}>{`${approval.upstream} · ${approval.tool}`}</span>
      {asked !== null && <q className={styles.asked}>{asked}</q>}
      <span>
        <Words text={sentence(approval.why)} />
      </span>
    </p>
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
