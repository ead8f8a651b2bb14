import { Check } from 'lucide-react';
import { useState } from 'react';
import type { JsonObject } from '../../../contract/json.ts';
import type { ApprovalView } from '../../../contract/model.ts';
import { useData } from '../../lib/console-context.ts';
import { formatMinor } from '../../lib/format.ts';
import { FormField, type ControlProps } from '../../ui/form-field.tsx';
import { Select } from '../../ui/select.tsx';
import {
  changedTotal,
  changesBetween,
  changeWords,
  fieldsOf,
  readFields,
  textsOf,
  type ArgumentField,
} from './argument-form.ts';
import { ArmingButton } from './arming-button.tsx';
import { canApprove, type Holding } from './holding.ts';
import { Panel } from './panel.tsx';
import panel from './panel.module.css';
import styles from './change-panel.module.css';

interface Props {
  readonly approval: ApprovalView;
  readonly holding: Holding;
  readonly onClose: () => void;
  readonly onApprove: (args: JsonObject) => void;
}

/** The call's arguments to be edited, and in words what that changes. The policy judges the result again. */
export function ChangePanel({ approval, holding, onClose, onApprove }: Props) {
  const { arguments: asked, upstream, tool, goods } = approval;
  const schema = useData(
    (data) =>
      data.upstreams.find((it) => it.name === upstream)?.tools.find((it) => it.name === tool)?.inputSchema,
  );
  // As they were when the person began: a list of tools that comes again must not move what is being edited.
  const [fields] = useState(() => fieldsOf(schema ?? {}, asked));
  const [texts, setTexts] = useState(() => textsOf(fields, asked));
  const { args, problems } = readFields(fields, texts);
  const changes = changesBetween(asked, args);
  const isSound = Object.keys(problems).length === 0;
  const total = isSound ? formatMinor(changedTotal(goods, changes), goods?.currency ?? null) : undefined;
  const isIdle = !isSound || changes.length === 0;
  const approve = () => onApprove(args);
  return (
    <Panel
      title="Change what is sent, then approve"
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
          Approve with changes
        </ArmingButton>
      }
    >
      <div className={styles.fields}>
        {fields.map((field) => (
          <FormField
            key={field.name}
            label={field.isRequired ? field.name : `${field.name} (optional)`}
            hint={field.about}
            problem={problems[field.name] ?? null}
            className={field.kind === 'number' ? styles.short : undefined}
          >
            {(control) => (
              <Control
                field={field}
                control={control}
                text={texts[field.name] ?? ''}
                onChange={(text) => setTexts({ ...texts, [field.name]: text })}
              />
            )}
          </FormField>
        ))}
        {fields.length === 0 && <p>This tool takes no arguments: there is nothing to change.</p>}
      </div>
      <div className={styles.changes} role="status">
        {changes.length === 0 || !isSound ? (
          <p className={panel.hint}>
            {isSound ? 'Nothing is changed yet.' : 'Put right what is marked first.'}
          </p>
        ) : (
          <>
            <ul>
              {changes.map((change) => (
                <li key={change.name} className={styles.change}>
                  {changeWords(change)}
                </li>
              ))}
            </ul>
            {total !== undefined && (
              <p>
                New total at this price: <strong>{total}</strong>
              </p>
            )}
          </>
        )}
        <p className={panel.hint}>The policy decides again on the changed call, and the agent is told.</p>
      </div>
    </Panel>
  );
}

interface FieldControlProps {
  readonly field: ArgumentField;
  readonly control: ControlProps;
  readonly text: string;
  readonly onChange: (text: string) => void;
}

function Control({ field, control, text, onChange }: FieldControlProps) {
  const { kind, choices, isRequired } = field;
  switch (kind) {
    case 'choice':
      return (
        <Select
          {...control}
          choices={isRequired ? choices : [{ value: '', label: 'not given' }, ...choices]}
          value={text}
          onChange={onChange}
        />
      );
    case 'json':
      return (
        <textarea {...control} rows={3} value={text} onChange={(event) => onChange(event.target.value)} />
      );
    case 'text':
    case 'number':
      return (
        <input
          {...control}
          value={text}
          inputMode={kind === 'number' ? 'decimal' : 'text'}
          placeholder="not given"
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}
