import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import { AddressForm } from './address-form.tsx';
import { CommandForm } from './command-form.tsx';
import { ImportForm } from './import-form.tsx';
import { PasteForm } from './paste-form.tsx';

/** The ways to add servers. Each has its own button; one that worked closes the dialog. */
export function AddDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog
      isOpen
      isSticky
      onClose={onClose}
      form="wide"
      title="Add servers"
      description="A server you add starts at once, with its tools asking first. Keys you give it stay in the secret store."
      actions={<Button onClick={onClose}>Close</Button>}
    >
      <Tabs
        label="How to add"
        tabs={[
          { value: 'paste', label: 'Paste', content: <PasteForm onDone={onClose} /> },
          { value: 'command', label: 'Command', content: <CommandForm onDone={onClose} /> },
          { value: 'address', label: 'Address', content: <AddressForm onDone={onClose} /> },
          { value: 'import', label: 'From your agents', content: <ImportForm onDone={onClose} /> },
        ]}
      />
    </Dialog>
  );
}
