import { useState } from 'react';
import { useQuery } from '../../../lib/use-query.ts';
import { FormField } from '../../../ui/form-field.tsx';
import { EntryPicker } from './entry-picker.tsx';
import styles from './add-form.module.css';

/** Whatever a README says to paste: what is in it is shown before anything is added. */
export function PasteForm({ onDone }: { readonly onDone: () => void }) {
  const [text, setText] = useState('');
  const isEmpty = text.trim() === '';
  const { value, isCurrent, problem } = useQuery('upstreams.readSnippet', isEmpty ? null : { text }, 250);
  const said = problem ?? value?.problem ?? null;
  return (
    <div className={styles.form}>
      <FormField
        label="From the server’s README"
        hint='JSON such as {"mcpServers": …}, TOML or YAML, a command line such as npx -y …, claude mcp add …, or an address'
        problem={isEmpty || !isCurrent ? null : said}
      >
        {(control) => (
          <textarea
            {...control}
            className={`${control.className} ${styles.paste}`}
            rows={8}
            autoFocus
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </FormField>
      {!isEmpty && value && value.entries.length > 0 && (
        <EntryPicker
          key={value.entries.map((it) => it.key).join(' ')}
          entries={value.entries}
          from={{ kind: 'text', text }}
          isReady={isCurrent}
          onDone={onDone}
        />
      )}
    </div>
  );
}
