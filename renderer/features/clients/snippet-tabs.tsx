import { clientKinds, clientServers, clientSnippet } from '../../../contract/client-config.ts';
import { useData } from '../../lib/console-context.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import styles from './snippet-tabs.module.css';

interface Props {
  readonly mcpUrl: string;
  readonly upstreams: readonly string[];
  readonly token: string;
  /** The grant's name. */
  readonly grant: string;
}

/** The text to paste, one tab a client. */
export function SnippetTabs({ mcpUrl, upstreams, token, grant }: Props) {
  const dataDir = useData((data) => data.dataDir);
  const command = useData((data) => data.command);
  const servers = clientServers(mcpUrl, upstreams);
  return (
    <Tabs
      label="Client"
      tabs={clientKinds.map((kind) => {
        const { client, title, file, text, note } = clientSnippet(kind, servers, token, {
          grant,
          command: command ?? [],
          dataDir,
        });
        return {
          value: client,
          label: title,
          content: (
            <div className={styles.snippet}>
              <p className={styles.file}>
                Add to <strong>{file}</strong>
              </p>
              <CodeBlock label={`Configuration for ${title}`} text={text} canCopy />
              {note !== null && <p className={styles.file}>{note}</p>}
            </div>
          ),
        };
      })}
    />
  );
}
