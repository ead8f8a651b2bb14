import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Linux: starts the command at login, or no longer (freedesktop.org, Desktop Application Autostart Specification). */
export function setAutostart(isOn: boolean, command: readonly string[]): void {
  const configDir = process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
  const path = join(configDir, 'autostart', 'checkstand.desktop');
  if (!isOn) {
    rmSync(path, { force: true });
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, autostartEntry(command));
}

/** Quoting as in the Desktop Entry Specification, "The Exec key". */
export function autostartEntry(command: readonly string[]): string {
  // Twice: once for the quoted argument, once for the string value that it stands in. `%` starts a field code.
  const quoted = command.map(
    (arg) =>
      `"${arg
        .replace(/["`$\\]/g, '\\$&')
        .replaceAll('\\', '\\\\')
        .replaceAll('%', '%%')}"`,
  );
  return ['[Desktop Entry]', 'Type=Application', 'Name=Checkstand', `Exec=${quoted.join(' ')}`, ''].join(
    '\n',
  );
}
