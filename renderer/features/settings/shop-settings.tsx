import { useState } from 'react';
import { useData } from '../../lib/console-context.ts';
import { useCommand } from '../../lib/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Section } from '../../ui/page.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { storeChoices, storeWords } from './store-choices.ts';
import styles from './settings-page.module.css';

const groceries = [
  { value: 'wholefoods', label: 'Whole Foods' },
  { value: 'fresh', label: 'Amazon Fresh' },
] as const;

/** Where agents shop, and with which browser. */
export function ShopSettings() {
  const settings = useData((data) => data.settings);
  const running = useData((data) => data.store.store);
  const set = useCommand('settings.set');
  const change = (part: Parameters<typeof set.run>[0]) => void set.run(part); // problems are shown below
  return (
    <Section title="Shop">
      {set.problem !== null && <Notice tone="deny">{set.problem}</Notice>}
      <div className={styles.line}>
        <label className={styles.label} htmlFor="settings-store">
          Store
          <span className={styles.hint}>
            Each has its own sign-in. Budgets in the policy keep the currency they were written in.
          </span>
        </label>
        <Select
          id="settings-store"
          choices={storeChoices(settings.store)}
          value={settings.store}
          onChange={(store) => change({ store })}
        />
      </div>
      {settings.store !== running && (
        <Notice tone="info" title={`${storeWords(settings.store)} from the next start on`}>
          {`Until Checkstand is started again, agents shop at ${inSentence(running)}.`}
        </Notice>
      )}
      <div className={styles.line}>
        <span className={styles.label}>
          Groceries
          <span className={styles.hint}>
            What the Whole Foods tools of agents mean, from their next call on.
          </span>
        </span>
        <Segmented
          label="Groceries"
          segments={groceries}
          value={settings.grocery}
          onChange={(grocery) => change({ grocery })}
        />
      </div>
      <BrowserPath
        key={settings.browserPath}
        saved={settings.browserPath}
        isBusy={set.isRunning}
        onSave={(browserPath) => change({ browserPath })}
      />
    </Section>
  );
}

const inSentence = (store: string): string => (store === 'demo' ? 'the demo store' : store);

interface BrowserPathProps {
  readonly saved: string;
  readonly isBusy: boolean;
  readonly onSave: (path: string) => void;
}

function BrowserPath({ saved, isBusy, onSave }: BrowserPathProps) {
  const [typed, setTyped] = useState(saved);
  const path = typed.trim();
  return (
    <form
      className={styles.path}
      onSubmit={(event) => {
        event.preventDefault();
        if (path !== saved) onSave(path);
      }}
    >
      <Field
        label="Browser path"
        hint="Empty: Checkstand looks for Chrome, Edge or Chromium. Counts from the browser’s next start on."
        value={typed}
        placeholder="found by itself"
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Button type="submit" disabled={path === saved} isBusy={isBusy}>
        Save path
      </Button>
    </form>
  );
}
