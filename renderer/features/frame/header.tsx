import { Monitor, Moon, Sun } from 'lucide-react';
import { useData, useIsConnected, useView } from '../../lib/console-context.ts';
import type { Page } from '../../lib/route.ts';
import { useCommand } from '../../lib/use-command.ts';
import { classes } from '../../lib/classes.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Switch } from '../../ui/switch.tsx';
import { titleOf } from './nav.tsx';
import styles from './header.module.css';

/** The page's title, and what holds for all pages: pause, connection, theme. */
export function Header({ page }: { readonly page: Page }) {
  return (
    <header className={styles.header}>
      <h1 className={styles.title}>{titleOf(page)}</h1>
      <div className={styles.tools}>
        <ConnectionState />
        <PauseSwitch />
        <ThemeButton />
      </div>
    </header>
  );
}

function ConnectionState() {
  const kind = useView((view) => view.connection.kind);
  const mcpUrl = useData((data) => data.mcpUrl);
  const isOpen = kind === 'open';
  return (
    <span
      className={styles.connection}
      role="status"
      title={isOpen ? `Agents connect at ${mcpUrl}` : undefined}
    >
      <span className={classes(styles.dot, isOpen ? styles.on : styles.off)} />
      {isOpen ? 'Connected' : 'Not connected'}
    </span>
  );
}

function PauseSwitch() {
  const isPaused = useData((data) => data.isPaused);
  const isConnected = useIsConnected();
  const pause = useCommand('gateway.pause');
  const resume = useCommand('gateway.resume');
  return (
    <Switch
      label="Pause all"
      tone="stop"
      isOn={isPaused}
      isDisabled={!isConnected || pause.isRunning || resume.isRunning}
      onChange={(isOn) => void (isOn ? pause : resume).run({})} // the state says how it went
    />
  );
}

const themes = {
  system: { next: 'light', label: 'Theme: system. Switch to light', Icon: Monitor },
  light: { next: 'dark', label: 'Theme: light. Switch to dark', Icon: Sun },
  dark: { next: 'system', label: 'Theme: dark. Switch to system', Icon: Moon },
} as const;

function ThemeButton() {
  const theme = useData((data) => data.settings.theme);
  const set = useCommand('settings.set');
  const { next, label, Icon } = themes[theme];
  return <IconButton label={label} icon={<Icon />} onClick={() => void set.run({ theme: next })} />; // the theme shows
}
