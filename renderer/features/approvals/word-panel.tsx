import { X } from 'lucide-react';
import { useState } from 'react';
import { FormField } from '../../ui/form-field.tsx';
import { ArmingButton } from './arming-button.tsx';
import { canDeny, type Holding } from './holding.ts';
import { Panel } from './panel.tsx';

interface Props {
  readonly holding: Holding;
  readonly onClose: () => void;
  readonly onDeny: (word: string) => void;
}

export const wordMax = 500;

/** A denial that says why, or what to do instead. */
export function WordPanel({ holding, onClose, onDeny }: Props) {
  const [word, setWord] = useState('');
  const deny = () => onDeny(word.trim());
  return (
    <Panel
      title="Deny with a word to the agent"
      onClose={onClose}
      onSubmit={() => canDeny(holding) && deny()}
      confirm={
        <ArmingButton verdict="deny" holding={holding} icon={<X aria-hidden />} onPress={deny}>
          Deny
        </ArmingButton>
      }
    >
      <FormField label="What the agent is told with the denial">
        {(control) => (
          <input
            {...control}
            value={word}
            maxLength={wordMax}
            placeholder="for example: get the smaller pack"
            onChange={(event) => setWord(event.target.value)}
          />
        )}
      </FormField>
    </Panel>
  );
}
