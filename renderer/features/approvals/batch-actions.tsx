import { Check, ListChecks, X } from 'lucide-react';
import { useRef } from 'react';
import type { ApprovalView, Verdict } from '../../../contract/model.ts';
import { useIsConnected } from '../../lib/console-context.ts';
import { formatMinor } from '../../lib/format.ts';
import { sentence, useCommand } from '../../lib/use-command.ts';
import { Notice } from '../../ui/notice.tsx';
import { Words } from '../../ui/words.tsx';
import { lookUpHold } from './approval-words.ts';
import { ArmingButton } from './arming-button.tsx';
import { totalOf } from './totals.ts';
import { useArmed } from './use-armed.ts';
import { useRefused } from './use-refused.ts';
import styles from './batch-actions.module.css';

interface Props {
  readonly pending: readonly ApprovalView[];
  readonly checked: ReadonlySet<string>;
  readonly now: number;
}

/** All, some or none of a list. What is answered is what stands there: a call that joins starts the delay again. */
export function BatchActions({ pending, checked, now }: Props) {
  const bar = useRef<HTMLElement>(null);
  const resolve = useCommand('approvals.resolveMany');
  const isConnected = useIsConnected();
  const { refused, note } = useRefused();
  const chosen = pending.filter((it) => checked.has(it.id));
  const isArmed = useArmed(bar, pending.map((it) => `${it.id}${it.preview}${it.goods?.totalMinor}`).join());
  const held = {
    isArmed,
    isBusy: resolve.isRunning,
    all: isConnected ? null : 'Not connected: answers cannot be given now',
  };
  const holdOf = (some: readonly ApprovalView[]) =>
    some.some((it) => lookUpHold(it, now) !== null) ? 'Wait for the prices, or deny' : null;
  const answer = (some: readonly ApprovalView[], verdict: Verdict) =>
    void resolve.run({ approvalIds: some.map((it) => it.id), verdict }).then((done) => done && note(done)); // never rejects
  return (
    <footer ref={bar} className={styles.actions}>
      {resolve.problem !== null && <Notice tone="deny">{resolve.problem}</Notice>}
      {refused.map((problem) => (
        <Notice key={problem} tone="ask">
          <Words text={sentence(problem)} />
        </Notice>
      ))}
      <div className={styles.buttons}>
        <ArmingButton
          verdict="approve"
          hint="A"
          holding={{ ...held, approve: holdOf(pending) }}
          icon={<Check aria-hidden />}
          onPress={() => answer(pending, 'approve')}
        >
          {`Approve all ${pending.length}`}
        </ArmingButton>
        <ArmingButton
          verdict="approve-checked"
          hint="S"
          holding={{ ...held, approve: holdOf(chosen) }}
          icon={<ListChecks aria-hidden />}
          isIdle={chosen.length === 0}
          onPress={() => answer(chosen, 'approve')}
        >
          {checkedWords(chosen)}
        </ArmingButton>
        <ArmingButton
          verdict="deny"
          hint="D"
          holding={{ ...held, approve: null }}
          icon={<X aria-hidden />}
          onPress={() => answer(pending, 'deny')}
        >
          Deny all
        </ArmingButton>
      </div>
    </footer>
  );
}

function checkedWords(chosen: readonly ApprovalView[]): string {
  if (chosen.length === 0) return 'Only those checked';
  const { totalMinor, currency } = totalOf(chosen);
  const sum = formatMinor(totalMinor, currency);
  return `Only the ${chosen.length} checked${sum === undefined ? '' : `, ${sum}`}`;
}
