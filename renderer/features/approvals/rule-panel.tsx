import { Check, X } from 'lucide-react';
import { useState } from 'react';
import type { ApprovalView, NarrowRule } from '../../../contract/model.ts';
import type { Condition } from '../../../contract/policy-document.ts';
import { useData, useIsConnected } from '../../lib/console-context.ts';
import { useQuery } from '../../lib/use-query.ts';
import { FormField } from '../../ui/form-field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Select } from '../../ui/select.tsx';
import { ArmingButton } from './arming-button.tsx';
import { canApprove, type Holding } from './holding.ts';
import { Panel } from './panel.tsx';
import {
  boundText,
  boundWords,
  currencyOf,
  isBound,
  isPlain,
  matchWords,
  terms,
  untilOf,
  withBound,
  withoutCondition,
  wordsOf,
  type Term,
} from './rule-edit.ts';
import panel from './panel.module.css';
import styles from './rule-panel.module.css';

interface Props {
  readonly kind: 'session' | 'always';
  readonly approval: ApprovalView;
  readonly holding: Holding;
  readonly onClose: () => void;
  readonly onApprove: (rule: NarrowRule) => void;
}

const restMs = 250;

/** The narrow rule that an answer for later calls becomes, to be read and edited before it is given. */
export function RulePanel({ kind, approval, holding, onClose, onApprove }: Props) {
  const isConnected = useIsConnected();
  const [edited, setEdited] = useState<NarrowRule | null>(null);
  const [broken, setBroken] = useState<ReadonlySet<string>>(new Set());
  const [term, setTerm] = useState<Term>('30');
  const { id: approvalId, goods } = approval;
  const asked = useQuery(
    'approvals.suggestRule',
    isConnected ? { approvalId, ...(edited && { rule: edited }) } : null,
    edited ? restMs : 0,
  );
  const rule = edited ?? asked.value?.rule ?? null;
  const isIdle = rule === null || broken.size > 0 || (asked.isCurrent && asked.problem !== null);
  const approve = () => rule && onApprove({ ...rule, until: untilOf(term, Date.now()) });
  return (
    <Panel
      title={
        kind === 'always'
          ? 'Approve, and do not ask again when'
          : 'Approve, and do not ask again in this session when'
      }
      onClose={onClose}
      onSubmit={() => !isIdle && canApprove(holding) && approve()}
      confirm={
        <ArmingButton
          verdict="approve"
          holding={holding}
          icon={<Check aria-hidden />}
          isIdle={isIdle}
          onPress={approve}
        >
          {kind === 'always' ? 'Approve and remember' : 'Approve for this session'}
        </ArmingButton>
      }
    >
      {rule ? (
        <RuleForm
          rule={rule}
          title={goods?.title ?? null}
          onChange={setEdited}
          onBroken={setBroken}
          broken={broken}
        />
      ) : (
        asked.problem === null && <p className={panel.hint}>Looking for a narrow rule…</p>
      )}
      {asked.problem !== null && <Notice tone="deny">{asked.problem}</Notice>}
      {kind === 'always' && rule && (
        <FormField label="It holds for" className={styles.term}>
          {(control) => (
            <Select
              {...control}
              choices={terms}
              value={term}
              onChange={(value) => setTerm(terms.find((it) => it.value === value)?.value ?? '30')}
            />
          )}
        </FormField>
      )}
      <p role="status" className={styles.matches}>
        {asked.value ? matchWords(asked.value) : ''}
      </p>
      <Consequence kind={kind} approval={approval} />
    </Panel>
  );
}

interface FormProps {
  readonly rule: NarrowRule;
  readonly title: string | null;
  readonly onChange: (rule: NarrowRule) => void;
  /** Bounds that are no numbers now, by the condition's path. */
  readonly broken: ReadonlySet<string>;
  readonly onBroken: (broken: ReadonlySet<string>) => void;
}

function RuleForm({ rule, title, onChange, broken, onBroken }: FormProps) {
  const plain = rule.conditions.filter(isPlain).length;
  return (
    <ul className={styles.conditions} aria-label="Conditions">
      {rule.conditions.map((condition, at) =>
        isPlain(condition) || plain === 0 ? (
          <li key={`${condition.path} ${condition.op}`} className={styles.condition}>
            <ConditionLine
              condition={condition}
              title={title}
              currency={currencyOf(rule)}
              onChange={(next) => {
                const others = [...broken].filter((it) => it !== condition.path);
                onBroken(new Set(next ? others : [...others, condition.path]));
                if (next) onChange({ ...rule, conditions: rule.conditions.with(at, next) });
              }}
            />
            {rule.conditions.length > 1 && (
              <IconButton
                label={`Leave out: ${wordsOf(condition, title)}`}
                icon={<X />}
                onClick={() => onChange(withoutCondition(rule, at))}
              />
            )}
          </li>
        ) : null,
      )}
    </ul>
  );
}

interface LineProps {
  readonly condition: Condition;
  readonly title: string | null;
  readonly currency: string | null;
  /** Undefined: what was typed is no bound. */
  readonly onChange: (condition: Condition | undefined) => void;
}

function ConditionLine({ condition, title, currency, onChange }: LineProps) {
  const [text, setText] = useState(() => boundText(condition));
  if (!isBound(condition)) return <span className={styles.words}>{wordsOf(condition, title)}</span>;
  const words = boundWords(condition);
  return (
    <label className={styles.bound}>
      <span>{words}</span>
      <input
        className={styles.value}
        aria-invalid={withBound(condition, text) === undefined}
        inputMode="decimal"
        autoComplete="off"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          onChange(withBound(condition, event.target.value));
        }}
      />
      {/price|total|subtotal/.test(condition.path) && currency}
    </label>
  );
}

function Consequence({ kind, approval }: Pick<Props, 'kind' | 'approval'>) {
  const { upstream, grantId, grantName, tool } = approval;
  const hasOwn = useData((data) =>
    data.policies.some((it) => it.upstream === upstream && it.grantId === grantId),
  );
  return (
    <p className={panel.hint}>
      {kind === 'always'
        ? `Only for ${grantName} and ${tool}. It becomes a new version of the policy of ${hasOwn ? grantName : upstream}, and stands under Approvals, where you can take it back. Budgets and limits still hold.`
        : `Only for ${grantName}, ${tool} and this session, twelve hours at most. You can take it back under Approvals. Budgets and limits still hold.`}
    </p>
  );
}
