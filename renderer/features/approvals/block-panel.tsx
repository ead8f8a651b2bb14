import { Ban } from 'lucide-react';
import { useState } from 'react';
import type { ApprovalView } from '../../../contract/model.ts';
import { useData } from '../../lib/console-context.ts';
import { FormField } from '../../ui/form-field.tsx';
import { ArmingButton } from './arming-button.tsx';
import { canDeny, type Holding } from './holding.ts';
import { Panel } from './panel.tsx';
import { wordMax } from './word-panel.tsx';
import styles from './panel.module.css';

interface Props {
  readonly approval: ApprovalView;
  readonly holding: Holding;
  readonly onClose: () => void;
  readonly onDeny: (word: string) => void;
}

/** Denies this call and every later one of its tool. */
export function BlockPanel({ approval, holding, onClose, onDeny }: Props) {
  const { tool, upstream, grantId, grantName } = approval;
  const [word, setWord] = useState('');
  const hasOwnPolicy = useData((data) =>
    data.policies.some((it) => it.upstream === upstream && it.grantId === grantId),
  );
  const deny = () => onDeny(word.trim());
  return (
    <Panel
      title={`Deny this call and block ${tool}`}
      onClose={onClose}
      onSubmit={() => canDeny(holding) && deny()}
      confirm={
        <ArmingButton verdict="deny" holding={holding} icon={<Ban aria-hidden />} onPress={deny}>
          Deny and block
        </ArmingButton>
      }
    >
      <p>
        From now on every call of <code>{tool}</code> by {hasOwnPolicy ? grantName : 'any agent'} is denied
        without asking you, until you change it under Tools. It becomes a new version of the policy.
      </p>
      <FormField label="What the agent is told with the denial (optional)">
        {(control) => (
          <input
            {...control}
            value={word}
            maxLength={wordMax}
            onChange={(event) => setWord(event.target.value)}
          />
        )}
      </FormField>
      {!hasOwnPolicy && <p className={styles.hint}>It holds for all agents that share this policy.</p>}
    </Panel>
  );
}
