import type { ReactNode } from 'react';
import type { Decision, Reason } from '../../contract/model.ts';
import { conditionWords } from '../lib/policy/condition-words.ts';
import { sentence } from '../lib/use-command.ts';
import { Badge } from './badge.tsx';
import styles from './reason-list.module.css';
import { Words } from './words.tsx';

interface Props {
  readonly decision: Decision;
  /** Where a rule can be looked at or changed; null: nowhere. */
  readonly linkTo: (rule: string) => ReactNode;
}

/** Every rule that a decision reached: what it said, by which values and counters. The one that was told is marked. */
export function ReasonList({ decision, linkTo }: Props) {
  const told = decision.reasons.findIndex((it) => it.rule === decision.rule && it.effect === decision.effect);
  return (
    <ol className={styles.reasons} aria-label="Reasons">
      {decision.reasons.map((reason, index) => (
        <ReasonItem key={index} reason={reason} isTold={index === told} link={linkTo(reason.rule)} />
      ))}
    </ol>
  );
}

interface ItemProps {
  readonly reason: Reason;
  readonly isTold: boolean;
  readonly link: ReactNode;
}

function ReasonItem({ reason, isTold, link }: ItemProps) {
  return (
    <li className={styles.reason} data-effect={reason.effect} aria-current={isTold || undefined}>
      <p>
        <Badge tone={reason.effect} isBare>
          {reason.effect}
        </Badge>{' '}
        <Words text={sentence(reason.text)} />
      </p>
      {reason.values && reason.values.length > 0 && (
        <ul className={styles.values}>
          {reason.values.map((value) => (
            <li key={`${value.path} ${value.op}`}>
              <span>
                The rule: {conditionWords({ path: value.path, op: value.op, value: value.expected })}
              </span>
              <span>
                {value.actual === undefined ? (
                  'It was not given'
                ) : (
                  <>
                    It was <code>{JSON.stringify(value.actual)}</code>
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {reason.counter && <CounterLine counter={reason.counter} isDenied={reason.effect === 'deny'} />}
      {(reason.rule !== '' || link !== null) && (
        <p className={styles.rule}>
          {reason.rule !== '' && <code>{reason.rule}</code>} {link}
        </p>
      )}
    </li>
  );
}

interface CounterProps {
  readonly counter: NonNullable<Reason['counter']>;
  readonly isDenied: boolean;
}

function CounterLine({ counter, isDenied }: CounterProps) {
  const { name, window, before, after, max } = counter;
  return (
    <p className={styles.counter}>
      <span>
        Counter <code>{name}</code>, {/^\d/.test(window) ? `any ${window}` : `this ${window}`}: {before}{' '}
        before, {isDenied ? `${after} with this call` : `${after} after`}, at most {max}
      </span>
      <meter
        className={styles.meter}
        min={0}
        max={Math.max(Number(max), 1e-9)}
        value={Number(isDenied ? before : after)}
        aria-hidden
      />
    </p>
  );
}
