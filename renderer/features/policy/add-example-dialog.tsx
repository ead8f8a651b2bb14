import { useMemo, useState } from 'react';
import { canonicalJson, type JsonObject } from '../../../contract/json.ts';
import type { CallView } from '../../../contract/model.ts';
import { argumentLine } from '../../lib/argument-words.ts';
import type { CallLog } from '../../lib/call-log.ts';
import { useData } from '../../lib/console-context.ts';
import { formatDayAndTime } from '../../lib/format.ts';
import type { PolicyTarget } from '../../lib/policy/targets.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import unseen from '../../ui/hidden.module.css';
import styles from './add-example-dialog.module.css';
import { exampleOfCall, isRedacted, outcomeOfCall, type Expectation } from './example-of-call.ts';

interface Props {
  readonly target: PolicyTarget;
  readonly document: JsonObject;
  readonly onClose: () => void;
  readonly onAdd: (example: JsonObject) => void;
}

const expectations = [
  { value: 'allow', label: 'Allow', tone: 'allow' },
  { value: 'ask', label: 'Ask', tone: 'ask' },
  { value: 'deny', label: 'Deny', tone: 'deny' },
  { value: 'hidden', label: 'Hidden', tone: 'hide' },
] as const;
const shownCalls = 60;

/** Chooses a call of the record that must always come out so. */
export function AddExampleDialog({ target, document, onClose, onAdd }: Props) {
  const log = useData((data) => data.calls);
  const approvals = useData((data) => data.approvals);
  const calls = useMemo(() => differentCalls(log, target), [log, target]);
  const [chosen, setChosen] = useState<CallView | null>(null);
  const [expect, setExpect] = useState<Expectation>('allow');
  const add = () => {
    if (!chosen) return;
    const approval = approvals.find((it) => it.id === chosen.approvalId);
    onAdd(exampleOfCall(chosen, approval, document, expect));
  };
  return (
    <Dialog
      isOpen
      form="wide"
      onClose={onClose}
      title="Add an example from a recorded call"
      description="Choose a call that must always come out so."
      actions={
        <>
          <span className={styles.expect}>
            It must come out as
            <Segmented
              label="It must come out as"
              segments={expectations.map((it) => ({ ...it, isDisabled: chosen === null }))}
              value={expect}
              onChange={setExpect}
            />
          </span>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" disabled={chosen === null} onClick={add}>
            Add
          </Button>
        </>
      }
    >
      {calls.length === 0 ? (
        <EmptyState title="No calls on record">
          When agents call a tool here, its calls are offered.
        </EmptyState>
      ) : (
        <fieldset className={styles.calls}>
          <legend className={unseen.hidden}>Recorded calls</legend>
          {calls.map((call) => (
            <label key={call.id} className={styles.call}>
              <input
                type="radio"
                name="call"
                checked={chosen?.id === call.id}
                onChange={() => {
                  setChosen(call);
                  setExpect(outcomeOfCall(call));
                }}
              />
              <span className={styles.when}>{formatDayAndTime(call.at)}</span>
              <span className={styles.what}>
                <strong>{call.tool}</strong> <code>{argumentLine(call.arguments)}</code>
              </span>
              <Badge tone={tones[outcomeOfCall(call)]}>{outcomeOfCall(call)}</Badge>
            </label>
          ))}
        </fieldset>
      )}
    </Dialog>
  );
}

const tones = { allow: 'allow', ask: 'ask', deny: 'deny', hidden: 'hide' } as const;

/** The newest calls of a policy's own, each sort once; those with values that were never recorded are left out. */
function differentCalls(log: CallLog, { upstream, grantId }: PolicyTarget): readonly CallView[] {
  const seen = new Set<string>();
  const calls: CallView[] = [];
  for (const call of [...log.recent, ...log.chunks.flat()]) {
    if (call.upstream !== upstream || (grantId !== null && call.grantId !== grantId)) continue;
    const sort = `${call.tool} ${outcomeOfCall(call)} ${canonicalJson(call.arguments)}`;
    if (seen.has(sort) || isRedacted(call.arguments)) continue;
    seen.add(sort);
    if (calls.push(call) === shownCalls) break;
  }
  return calls;
}
