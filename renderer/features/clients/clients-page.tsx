import { Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useData, useIsConnected, useNow } from '../../lib/console-context.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { ConnectDialog } from './connect-dialog.tsx';
import { GrantRow } from './grant-row.tsx';
import { lastUse, sortedGrants } from './grant-words.ts';
import styles from './clients-page.module.css';

/** Every client's standing permission, and how to connect another one. */
export function ClientsPage() {
  const grants = useData((data) => data.grants);
  const recent = useData((data) => data.calls.recent);
  const mcpUrl = useData((data) => data.mcpUrl);
  const isConnected = useIsConnected();
  const now = useNow();
  const [isConnecting, setIsConnecting] = useState(false);
  const uses = useMemo(() => lastUse(grants, recent), [grants, recent]);
  const connect = (
    <Button
      tone="primary"
      icon={<Plus aria-hidden />}
      disabled={!isConnected}
      onClick={() => setIsConnecting(true)}
    >
      Connect an agent
    </Button>
  );
  return (
    <Page>
      <Section title="Grants" aside={grants.length > 0 && connect}>
        {grants.length === 0 ? (
          <EmptyState title="No agent is connected" action={connect}>
            Give each agent a grant of its own: a token, shown once, that opens <code>{mcpUrl}</code> for it.
            You get the text to paste for Claude Code, Codex, Cursor, VS Code or Gemini CLI.
          </EmptyState>
        ) : (
          <ul className={styles.grants}>
            {sortedGrants(grants, now).map((grant) => (
              <GrantRow key={grant.id} grant={grant} lastUsedAt={uses.get(grant.id) ?? null} now={now} />
            ))}
          </ul>
        )}
      </Section>
      {isConnecting && <ConnectDialog onClose={() => setIsConnecting(false)} />}
    </Page>
  );
}
