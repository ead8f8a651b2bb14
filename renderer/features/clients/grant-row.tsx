import { KeyRound, Unplug } from 'lucide-react';
import { useState } from 'react';
import type { GrantView } from '../../../contract/model.ts';
import { useData } from '../../lib/console-context.ts';
import { formatAgo, formatDayAndTime } from '../../lib/format.ts';
import { useCommand } from '../../lib/use-command.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { classes } from '../../lib/classes.ts';
import { grantState, type GrantState } from './grant-words.ts';
import { TokenDialog } from './token-dialog.tsx';
import { SnippetTabs } from './snippet-tabs.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { UpstreamsDialog } from './upstreams-dialog.tsx';
import styles from './grant-row.module.css';

interface Props {
  readonly grant: GrantView;
  readonly lastUsedAt: number | null;
  readonly now: number;
}

/** What one row has open. */
type Open = 'setup' | 'upstreams' | 'rotate' | 'revoke' | { readonly token: string };

export function GrantRow({ grant, lastUsedAt, now }: Props) {
  const rotate = useCommand('grants.rotate');
  const revoke = useCommand('grants.revoke');
  const [open, setOpen] = useState<Open | null>(null);
  const mcpUrl = useData((data) => data.mcpUrl);
  const state = grantState(grant, now);
  const close = () => {
    setOpen(null);
    rotate.clear();
    revoke.clear();
  };
  return (
    <li className={classes(styles.row, state !== 'active' && styles.over)}>
      <div className={styles.who}>
        <h3 className={styles.name}>
          {grant.name} <Badge tone={tones[state]}>{state}</Badge>
        </h3>
        <p className={styles.client}>
          {grant.client ? `${grant.client.name} ${grant.client.version}` : 'no client seen yet'} ·{' '}
          {grant.upstreams.join(', ')}
        </p>
      </div>
      <p className={styles.times}>
        <span>{lastUsedAt === null ? 'never used' : `used ${formatAgo(lastUsedAt, now)}`}</span>
        <span>{endText(grant, state)}</span>
      </p>
      {state !== 'revoked' && (
        <div className={styles.actions}>
          <Button tone="quiet" onClick={() => setOpen('setup')}>
            Setup text
          </Button>
          <Button tone="quiet" onClick={() => setOpen('upstreams')}>
            Upstreams…
          </Button>
          <Button tone="quiet" icon={<KeyRound aria-hidden />} onClick={() => setOpen('rotate')}>
            New token…
          </Button>
          <Button tone="quiet" icon={<Unplug aria-hidden />} onClick={() => setOpen('revoke')}>
            Revoke…
          </Button>
        </div>
      )}
      <ConfirmDialog
        isOpen={open === 'revoke'}
        title={`Revoke “${grant.name}”?`}
        action="Revoke"
        isBusy={revoke.isRunning}
        problem={revoke.problem}
        onClose={close}
        onConfirm={() => void revoke.run({ grantId: grant.id }).then((done) => done && close())} // never rejects
      >
        Its token stops working at once, and calls of it that wait are not executed. This cannot be taken
        back; the record stays.
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={open === 'rotate'}
        title={`New token for “${grant.name}”?`}
        action="Make a new token"
        isBusy={rotate.isRunning}
        problem={rotate.problem}
        onClose={close}
        onConfirm={
          () => void rotate.run({ grantId: grant.id }).then((done) => done && setOpen({ token: done.token })) // never rejects
        }
      >
        The old token stops working at once. You will have to put the new one into the agent&apos;s
        configuration.
      </ConfirmDialog>
      {typeof open === 'object' && open !== null && (
        <TokenDialog grant={grant} token={open.token} onClose={close} />
      )}
      {open === 'upstreams' && <UpstreamsDialog grant={grant} onClose={close} />}
      <Dialog
        isOpen={open === 'setup'}
        title={`Setup text for “${grant.name}”`}
        description="The token was shown once and is not kept. Put yours in place of TOKEN, or make a new one."
        onClose={close}
      >
        <SnippetTabs mcpUrl={mcpUrl} upstreams={grant.upstreams} token="TOKEN" grant={grant.name} />
      </Dialog>
    </li>
  );
}

function endText(grant: GrantView, state: GrantState): string {
  if (grant.revokedAt !== null) return `revoked ${formatDayAndTime(grant.revokedAt)}`;
  if (grant.expiresAt !== null)
    return `${state === 'expired' ? 'ended' : 'ends'} ${formatDayAndTime(grant.expiresAt)}`;
  if (grant.rotatedAt !== null) return `token of ${formatDayAndTime(grant.rotatedAt)}`;
  return `since ${formatDayAndTime(grant.createdAt)}`;
}

const tones = { active: 'allow', revoked: 'none', expired: 'ask' } as const;
