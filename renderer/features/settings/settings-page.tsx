import { ShieldCheck } from 'lucide-react';
import { useData, useParts } from '../../lib/console-context.ts';
import { formatNumber } from '../../lib/format.ts';
import { sentence, useCommand } from '../../lib/use-command.ts';
import { useState } from 'react';
import type { ApiOutput } from '../../../contract/api.ts';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Switch } from '../../ui/switch.tsx';
import { ShopSettings } from './shop-settings.tsx';
import styles from './settings-page.module.css';

export function SettingsPage() {
  return (
    <Page>
      <Preferences />
      <ShopSettings />
      <RecordSection />
      <About />
    </Page>
  );
}

const themes = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;
const expiries = [
  { value: '5', label: '5 min' },
  { value: '15', label: '15 min' },
  { value: '30', label: '30 min' },
  { value: '120', label: '2 h' },
] as const;

const tolerances = [
  { value: '0', label: 'Nothing' },
  { value: '1', label: '1 %' },
  { value: '5', label: '5 %' },
] as const;

function Preferences() {
  const { shell } = useParts();
  const settings = useData((data) => data.settings);
  const set = useCommand('settings.set');
  const change = (part: Parameters<typeof set.run>[0]) => void set.run(part); // problems are shown below
  return (
    <Section title="Preferences">
      {set.problem !== null && <Notice tone="deny">{set.problem}</Notice>}
      <div className={styles.line}>
        <span className={styles.label}>Theme</span>
        <Segmented
          label="Theme"
          segments={themes}
          value={settings.theme}
          onChange={(theme) => change({ theme })}
        />
      </div>
      <div className={styles.line}>
        <span className={styles.label}>
          Unanswered approvals expire after
          <span className={styles.hint}>A rule of the policy may say otherwise.</span>
        </span>
        <Segmented
          label="Unanswered approvals expire after"
          segments={expiries}
          value={String(settings.approvalExpiryMinutes) as (typeof expiries)[number]['value']} // none is chosen for others
          onChange={(minutes) => change({ approvalExpiryMinutes: Number(minutes) })}
        />
      </div>
      <div className={styles.line}>
        <span className={styles.label}>
          Ask again when a price has risen by more than
          <span className={styles.hint}>Between your approval and the shop&apos;s own page.</span>
        </span>
        <Segmented
          label="Ask again when a price has risen by more than"
          segments={tolerances}
          value={String(settings.priceTolerancePercent) as (typeof tolerances)[number]['value']} // none is chosen for others
          onChange={(percent) => change({ priceTolerancePercent: Number(percent) })}
        />
      </div>
      <Switch
        label="Notify me of new approvals"
        hint="Native notifications come from the desktop app; this page announces them while it is open."
        isOn={settings.isNotifying}
        onChange={(isNotifying) => change({ isNotifying })}
      />
      <Switch
        label="Sound a short tone when a call begins to wait"
        isOn={settings.isSounding}
        onChange={(isSounding) => change({ isSounding })}
      />
      {shell && (
        <Switch
          label="Start Checkstand at login"
          isOn={settings.isStartedAtLogin}
          onChange={(isStartedAtLogin) => change({ isStartedAtLogin })}
        />
      )}
    </Section>
  );
}

function RecordSection() {
  const verify = useCommand('audit.verify');
  const [answer, setAnswer] = useState<ApiOutput<'audit.verify'> | null>(null);
  return (
    <Section title="Record">
      <p className={styles.text}>
        Every call leaves an entry before it is forwarded and one after, chained by hashes. Verifying walks
        the whole chain and names the first entry that does not fit.
      </p>
      <div>
        <Button
          icon={<ShieldCheck aria-hidden />}
          isBusy={verify.isRunning}
          onClick={() => void verify.run({}).then((it) => setAnswer(it ?? null))} // `run` never rejects
        >
          Verify record
        </Button>
      </div>
      <div aria-live="polite">
        {verify.problem !== null && <Notice tone="deny">{verify.problem}</Notice>}
        {answer &&
          (answer.firstBroken === null ? (
            <Notice tone="info" title={`All ${formatNumber(answer.events)} entries hold`}>
              {sentence(answer.message)}
            </Notice>
          ) : (
            <Notice tone="deny" title={`The chain breaks at entry ${formatNumber(answer.firstBroken)}`}>
              {sentence(answer.message)}
            </Notice>
          ))}
      </div>
    </Section>
  );
}

function About() {
  const version = useData((data) => data.version);
  const mcpUrl = useData((data) => data.mcpUrl);
  const dataDir = useData((data) => data.dataDir);
  const { shell } = useParts();
  return (
    <Section title="About">
      <Facts
        facts={[
          ['Version', version],
          ['MCP endpoint', <code key="url">{mcpUrl}</code>],
          ['Console', shell ? 'this window' : <code key="origin">{window.location.origin}</code>],
          ['Data folder', <code key="dir">{dataDir}</code>],
        ]}
      />
      <p className={styles.text}>
        Nothing leaves this machine. Ports are start options: <code>--port</code>, <code>--ui-port</code>.
        What is given at the start, such as <code>--store</code>, goes before what is set here.
      </p>
    </Section>
  );
}
