import { useState } from 'react';
import type { GrantView } from '../../../contract/model.ts';
import { useCommand } from '../../lib/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { UpstreamChoice } from './upstream-choice.tsx';

/** Changes what a grant may use. */
export function UpstreamsDialog({
  grant,
  onClose,
}: {
  readonly grant: GrantView;
  readonly onClose: () => void;
}) {
  const [chosen, setChosen] = useState<readonly string[]>(grant.upstreams);
  const [isTried, setIsTried] = useState(false);
  const change = useCommand('grants.setUpstreams');
  const save = async () => {
    setIsTried(true);
    if (chosen.length === 0) return;
    if (await change.run({ grantId: grant.id, upstreams: [...chosen] })) onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`What “${grant.name}” may use`}
      description="The token stays. Sessions on an upstream that is taken away end at once; a new one may need its own entry in the agent’s configuration."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" isBusy={change.isRunning} onClick={() => void save()}>
            Save
          </Button>
        </>
      }
    >
      <UpstreamChoice chosen={chosen} onChange={setChosen} isTried={isTried} />
      {change.problem !== null && <Notice tone="deny">{change.problem}</Notice>}
    </Dialog>
  );
}
