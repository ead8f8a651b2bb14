import { useQuery } from '../../../lib/use-query.ts';
import { sentence } from '../../../lib/use-command.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { EntryPicker } from './entry-picker.tsx';
import styles from './add-form.module.css';

/** The servers that the agents on this machine have in their own configurations. Those files stay as they are. */
export function ImportForm({ onDone }: { readonly onDone: () => void }) {
  const { value: sources, problem } = useQuery('upstreams.importable', {}, 0);
  if (problem !== null) return <Notice tone="deny">{problem}</Notice>;
  if (!sources) return <p className={styles.soft}>Looking at the configurations on this machine…</p>;
  if (sources.length === 0) {
    return (
      <EmptyState title="No configuration found">
        Claude Code, Claude Desktop, Cursor, VS Code, Codex, Gemini CLI and others were looked for. Paste a
        configuration instead.
      </EmptyState>
    );
  }
  return (
    <div className={styles.form}>
      <p className={styles.soft}>
        Their own files stay as they are: take a server out there, so that its agent reaches it through
        Checkstand alone.
      </p>
      {sources.map(({ client, title, file, entries, problem: unreadable }) => (
        <section key={file} className={styles.source} aria-label={title}>
          <h3>
            {title} <code className={styles.soft}>{file}</code>
          </h3>
          {unreadable !== null && <p className={styles.problem}>{sentence(unreadable)}</p>}
          {entries.length > 0 ? (
            <EntryPicker entries={entries} from={{ kind: 'client', client, file }} isReady onDone={onDone} />
          ) : (
            unreadable === null && <p className={styles.soft}>No servers in it.</p>
          )}
        </section>
      ))}
    </div>
  );
}
