import type { GrantView } from '../../../contract/model.ts';
import { useData } from '../../lib/console-context.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { SnippetTabs } from './snippet-tabs.tsx';
import styles from './token-dialog.module.css';

interface Props {
  readonly grant: GrantView;
  readonly token: string;
  readonly onClose: () => void;
}

/** The only time a token is seen. Closes by its button alone, so that a stray click does not lose it. */
export function TokenDialog({ grant, token, onClose }: Props) {
  const mcpUrl = useData((data) => data.mcpUrl);
  return (
    <Dialog
      isOpen
      isSticky
      onClose={onClose}
      title={`“${grant.name}” is ready`}
      actions={
        <Button tone="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <Notice tone="ask" title="This token is shown once">
        Checkstand keeps only its hash. Whoever has it can call as this agent.
      </Notice>
      <div className={styles.token}>
        <code aria-label="Token" data-testid="token">
          {token}
        </code>
        {/* Not on a button that closes: the token could not be seen again. */}
        <CopyButton text={token} label="Copy token" autoFocus />
      </div>
      <SnippetTabs mcpUrl={mcpUrl} upstreams={grant.upstreams} token={token} grant={grant.name} />
    </Dialog>
  );
}
