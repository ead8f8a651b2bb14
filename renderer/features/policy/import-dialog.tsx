import { FileUp } from 'lucide-react';
import { useRef, useState } from 'react';
import type { JsonObject } from '../../../contract/json.ts';
import { jsonText } from '../../lib/json-text.ts';
import { sentence } from '../../lib/use-command.ts';
import { useQuery } from '../../lib/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Words } from '../../ui/words.tsx';
import styles from './import-dialog.module.css';

interface Props {
  readonly onClose: () => void;
  /** Takes the policy, as text, into the editor. */
  readonly onTake: (text: string) => void;
}

const longest = 1_000_000;

/** Reads a policy from elsewhere and shows what came of it before anything is taken over. */
export function ImportDialog({ onClose, onTake }: Props) {
  const [text, setText] = useState('');
  const file = useRef<HTMLInputElement>(null);
  const isTooLong = text.length > longest;
  const read = useQuery('policy.import', text.trim() === '' || isTooLong ? null : { text }, 300);
  const answer = text.trim() === '' ? null : read.value;
  const document = answer?.document ?? null;
  return (
    <Dialog
      isOpen
      form="wide"
      onClose={onClose}
      title="Import a policy"
      description="Paste the JSON of a hosted gateway, the YAML of Intercept, or a policy of this app."
      actions={
        <>
          <Button icon={<FileUp aria-hidden />} className={styles.open} onClick={() => file.current?.click()}>
            Open a file…
          </Button>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            tone="primary"
            disabled={!document || !read.isCurrent}
            onClick={() => {
              if (!document) return;
              onTake(jsonText(document as JsonObject)); // a policy document is JSON
              onClose();
            }}
          >
            Put into the editor
          </Button>
        </>
      }
    >
      <input
        ref={file}
        type="file"
        accept=".json,.yaml,.yml,application/json"
        hidden
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          if (chosen) void chosen.text().then(setText); // a file that cannot be read leaves the text as it is
        }}
      />
      <FormField
        label="Policy to import"
        problem={isTooLong ? 'This is more than a million characters: too long for a policy.' : null}
      >
        {(control) => (
          <textarea
            {...control}
            className={`${control.className} ${styles.text}`}
            rows={10}
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </FormField>
      <div aria-live="polite" className={styles.outcome}>
        {read.problem !== null && <Notice tone="deny">{read.problem}</Notice>}
        {answer && answer.problems.length > 0 && (
          <Notice tone="deny" title="This cannot be imported as it is">
            <PlacedList entries={answer.problems.map(({ pointer, message }) => [pointer, message])} />
          </Notice>
        )}
        {answer && answer.notCarried.length > 0 && (
          <Notice tone="ask" title="Not carried over: what has no equal here">
            <PlacedList entries={answer.notCarried.map(({ path, why }) => [path, why])} />
          </Notice>
        )}
        {answer && document && (
          <>
            <p className={styles.dialect}>
              {answer.dialect === 'intercept' ? 'Read as Intercept YAML' : 'Read as policy JSON'}
              {answer.notCarried.length === 0 && ', with nothing left out'}.
            </p>
            <CodeBlock label="What it becomes" text={jsonText(document as JsonObject)} />
          </>
        )}
      </div>
    </Dialog>
  );
}

function PlacedList({ entries }: { readonly entries: readonly (readonly [string, string])[] }) {
  return (
    <ul className={styles.list}>
      {entries.map(([place, message]) => (
        <li key={`${place} ${message}`}>
          {place !== '' && (
            <>
              <code>{place}</code>{' '}
            </>
          )}
          <Words text={sentence(message)} />
        </li>
      ))}
    </ul>
  );
}
