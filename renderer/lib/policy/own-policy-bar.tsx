import { useState } from 'react';
import { useData } from '../console-context.ts';
import { documentOf, savedPolicy } from './targets.ts';
import { useCommand } from '../use-command.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Notice } from '../../ui/notice.tsx';

interface Props {
  readonly upstream: string;
  readonly grantId: string;
  readonly grantName: string;
  readonly isFollowing: boolean;
}

/** Whether a client has rules of its own here: gives it some, as a copy to begin with, or takes them away. */
export function OwnPolicyBar({ upstream, grantId, grantName, isFollowing }: Props) {
  const common = useData((data) => savedPolicy(data.policies, { upstream, grantId: null }));
  const save = useCommand('policy.save');
  const remove = useCommand('policy.remove');
  const [isAsking, setIsAsking] = useState(false);
  if (isFollowing) {
    return (
      <>
        <Notice
          tone="info"
          title={`${grantName} follows the rules for every client`}
          action={
            <Button
              isBusy={save.isRunning}
              onClick={() => void save.run({ upstream, grantId, document: documentOf(common) })} // shown below
            >
              Give it its own rules
            </Button>
          }
        >
          Its own begin as a copy of those; later changes to the common ones then pass it by.
        </Notice>
        {save.problem !== null && <Notice tone="deny">{save.problem}</Notice>}
      </>
    );
  }
  return (
    <>
      <Notice
        tone="info"
        title={`These rules are for ${grantName} alone`}
        action={<Button onClick={() => setIsAsking(true)}>Remove them…</Button>}
      >
        The rules for every client do not apply to it here.
      </Notice>
      <ConfirmDialog
        isOpen={isAsking}
        title={`Remove the rules of ${grantName}?`}
        action="Remove its rules"
        isBusy={remove.isRunning}
        problem={remove.problem}
        onClose={() => setIsAsking(false)}
        onConfirm={
          () => void remove.run({ upstream, grantId }).then((done) => done && setIsAsking(false)) // `run` never rejects
        }
      >
        From the next call on, {grantName} follows the rules for every client on {upstream}. The versions of
        its own rules stay on record.
      </ConfirmDialog>
    </>
  );
}
