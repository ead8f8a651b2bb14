import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useData, useIsConnected } from '../../lib/console-context.ts';
import { hrefOf, showInstead, useShown } from '../../lib/route.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { AddDialog } from './spec/add-dialog.tsx';
import { UpstreamDetails } from './upstream-details.tsx';
import { UpstreamRow } from './upstream-row.tsx';
import styles from './upstreams-page.module.css';

/** The MCP servers behind the gateway: all of them, or one in full. */
export function UpstreamsPage() {
  const upstreams = useData((data) => data.upstreams);
  const isConnected = useIsConnected();
  const shown = useShown();
  const [isAdding, setIsAdding] = useState(false);
  const [removed, setRemoved] = useState<string | null>(null);
  const name = shown.get('name');
  const upstream = upstreams.find((it) => it.name === name);
  if (upstream) {
    return (
      <Page>
        <UpstreamDetails
          key={upstream.name}
          upstream={upstream}
          onRemoved={() => {
            setRemoved(upstream.name);
            showInstead(hrefOf('upstreams'));
          }}
        />
      </Page>
    );
  }
  return (
    <Page>
      {name !== null && (
        <Notice tone="info">
          There is no upstream <code>{name}</code>
          {name === removed && ' any more: it was removed'}.
        </Notice>
      )}
      {name === null && removed !== null && (
        <Notice tone="info">
          <code>{removed}</code> was removed. Its policy is kept, in case it comes back.
        </Notice>
      )}
      <Section
        title="Servers behind the gateway"
        aside={
          <Button
            tone="primary"
            icon={<Plus aria-hidden />}
            disabled={!isConnected}
            onClick={() => setIsAdding(true)}
          >
            Add servers
          </Button>
        }
      >
        <ul className={styles.list}>
          {upstreams.map((it) => (
            <UpstreamRow key={it.name} upstream={it} />
          ))}
        </ul>
        <p className={styles.hint}>
          Every tool of a server that you add asks first. Agents reach it once their grant names it.
        </p>
      </Section>
      {isAdding && <AddDialog onClose={() => setIsAdding(false)} />}
    </Page>
  );
}
