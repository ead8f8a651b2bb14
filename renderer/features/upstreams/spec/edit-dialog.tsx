import type { UpstreamConfig, UpstreamView } from '../../../../contract/model.ts';
import { useQuery } from '../../../lib/use-query.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { AddressForm } from './address-form.tsx';
import styles from './add-form.module.css';
import { CommandForm } from './command-form.tsx';

interface Props {
  readonly upstream: UpstreamView;
  readonly onClose: () => void;
}

/** How a server is reached, to change it. Opened anew each time: it shows what is there then. */
export function EditDialog({ upstream, onClose }: Props) {
  const { name, state } = upstream;
  const { value, problem } = useQuery('upstreams.config', { name }, 0);
  return (
    <Dialog
      isOpen
      isSticky
      onClose={onClose}
      form="wide"
      title={`Edit “${name}”`}
      description={
        <>
          {state === 'stopped'
            ? 'It is stopped; saving starts it.'
            : 'Saving ends its sessions and starts it anew.'}{' '}
          Agents begin new sessions by themselves; a call that is under way may be lost. Its rules stay, and
          tools that come back other than you allowed them ask first.
        </>
      }
      actions={<Button onClick={onClose}>Close</Button>}
    >
      {problem !== null && <Notice tone="deny">{problem}</Notice>}
      {value === null && problem === null && <p className={styles.soft}>Reading how it is reached…</p>}
      {value && <Form config={value} onDone={onClose} />}
    </Dialog>
  );
}

function Form({ config, onDone }: { readonly config: UpstreamConfig; readonly onDone: () => void }) {
  switch (config.kind) {
    case 'stdio':
      return <CommandForm edited={config} onDone={onDone} />;
    case 'http':
      return <AddressForm edited={config} onDone={onDone} />;
  }
}
