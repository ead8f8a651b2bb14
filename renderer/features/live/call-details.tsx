import type { CallView } from '../../../contract/model.ts';
import { useData } from '../../lib/console-context.ts';
import { formatBytes, formatDuration, formatFull, formatTime } from '../../lib/format.ts';
import { jsonText } from '../../lib/json-text.ts';
import { ruleHref } from '../../lib/policy/rule-link.ts';
import { sentence } from '../../lib/use-command.ts';
import { outcomeWords } from '../../lib/outcome-words.ts';
import { subjectOfCall } from '../../lib/call-subject.ts';
import { isTakenBack, isUndoable } from '../../lib/undo/undoable.ts';
import { UndoButton } from '../../lib/undo/undo-button.tsx';
import { Badge } from '../../ui/badge.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Facts } from '../../ui/facts.tsx';
import { ReasonList } from '../../ui/reason-list.tsx';
import { Words } from '../../ui/words.tsx';
import type { CallRow } from './group-calls.ts';
import { effectWord, stateWord } from './call-words.ts';
import styles from './call-details.module.css';

/** Everything that is known about a call: what was decided and why, what was sent, how it ended. */
export function CallDetails({ row }: { readonly row: CallRow }) {
  const { call, calls } = row;
  const { decision } = call;
  const effect = effectWord(call);
  const isGone = useData((data) => isTakenBack(data.calls, call));
  const policies = useData((data) => data.policies);
  return (
    <div className={styles.details}>
      <section aria-label="Decision" className={styles.part}>
        <p className={styles.decision}>
          <Badge tone={effect.tone}>{effect.text}</Badge>
          <span>
            <Words text={sentence(decision.text)} />
          </span>
        </p>
        {decision.reasons.length > 0 && (
          <ReasonList
            decision={decision}
            linkTo={(rule) =>
              rule === '' ? null : <a href={ruleHref({ ...call, rule }, policies)}>Change this rule</a>
            }
          />
        )}
      </section>
      <section aria-label="Call" className={styles.part}>
        <Facts facts={callFacts(call, isGone)} />
        <Undo call={call} isGone={isGone} />
      </section>
      <section aria-label="Arguments" className={styles.part}>
        <h3 className={styles.heading}>{call.asked ? 'Sent' : 'Arguments'}</h3>
        <CodeBlock label="Arguments" text={jsonText(call.arguments)} />
        {call.asked && (
          <>
            <h3 className={styles.heading}>Asked for</h3>
            <CodeBlock label="Asked for" text={jsonText(call.asked)} />
          </>
        )}
      </section>
      {calls.length > 1 && (
        <section aria-label="Identical calls" className={styles.part}>
          <h3 className={styles.heading}>{calls.length} identical calls</h3>
          <ul className={styles.times}>
            {calls.slice(0, 100).map((it) => (
              <li key={it.id}>
                <span>{formatTime(it.at)}</span>
                <span>{it.durationMs === null ? '' : formatDuration(it.durationMs)}</span>
              </li>
            ))}
          </ul>
          {calls.length > 100 && <p className={styles.more}>and {calls.length - 100} before these</p>}
        </section>
      )}
    </div>
  );
}

/** What an agent added can be taken back; once it is, that is said. */
function Undo({ call, isGone }: { readonly call: CallView; readonly isGone: boolean }) {
  if (isGone) return <p className={styles.more}>Taken back by a later call.</p>;
  if (!isUndoable(call)) return null;
  return (
    <div>
      <UndoButton key={call.id} callId={call.id} />
    </div>
  );
}

function callFacts(call: CallView, isGone: boolean) {
  const { what, price, words } = subjectOfCall(call);
  const state = stateWord(call, isGone);
  const outcome = call.state === 'completed' ? outcomeWords(call, isGone) : null;
  return [
    ['What', call.preview && what],
    ['Price', price],
    ['Asked for', words !== null && <q>{words}</q>],
    [
      'State',
      <Badge key="state" tone={state.tone}>
        {state.text}
      </Badge>,
    ],
    ['What happened', call.error && <Words text={sentence(call.error)} />],
    ['Outcome', outcome !== null && <Words text={sentence(outcome)} />],
    ['Takes back', call.undoes !== undefined && <code>{call.undoes}</code>],
    ['Asked at', formatFull(call.at)],
    ['Grant', call.grantName],
    ['Client says', call.client && `${call.client.name} ${call.client.version}`],
    ['Upstream', call.upstream],
    ['Latency', call.durationMs === null ? null : formatDuration(call.durationMs)],
    ['Result', call.resultBytes === null ? null : formatBytes(call.resultBytes)],
    ['Policy', call.policyVersion === null ? 'none' : `version ${call.policyVersion}`],
    ['Call', <code>{call.id}</code>],
  ] as const;
}
