import { app } from 'electron';
import type { Log, Release } from '../contract/ports.ts';
import type { Settings } from '../contract/settings.ts';
import { setAutostart } from './autostart.ts';
import { hiddenFlag } from './start-options.ts';

/** Keeps the system's login items in step with the setting. */
export function followLoginSetting(settings: Settings, dataDirFlags: readonly string[], log: Log): Release {
  let applied: boolean | undefined;
  const apply = ({ isStartedAtLogin }: { readonly isStartedAtLogin: boolean }): void => {
    if (isStartedAtLogin === applied) return;
    // Never asked for: then there is nothing of ours to take away either.
    const isDue = applied !== undefined || isStartedAtLogin;
    applied = isStartedAtLogin;
    try {
      if (isDue) setLoginItem(isStartedAtLogin, dataDirFlags);
    } catch (error) {
      // A comfort: it must not keep the app from starting.
      log.warn('could not change what starts at login', { error });
    }
  };
  apply(settings.get());
  return settings.subscribe(apply);
}

function setLoginItem(isOn: boolean, dataDirFlags: readonly string[]): void {
  const args = [...(app.isPackaged ? [] : [app.getAppPath()]), hiddenFlag, ...dataDirFlags];
  if (process.platform === 'linux') {
    setAutostart(isOn, [process.execPath, ...args]);
    return;
  }
  // Windows takes the arguments as they are; macOS has none and says at start that it was a login.
  app.setLoginItemSettings({
    openAtLogin: isOn,
    args: args.map((arg) => (/\s/.test(arg) ? `"${arg}"` : arg)),
  });
}
