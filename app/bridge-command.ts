import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * How another program starts `checkstand`, with whole paths: desktop programs have no shell's PATH. Undefined where
 * neither the command nor a Node to run it can be found.
 */
export function checkstandCommand(): readonly string[] | undefined {
  const root = rootWith(join('bin', 'checkstand.js'));
  if (root === undefined) return undefined;
  const own = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  // Inside Electron, `execPath` is the app and no Node.
  const node = process.versions['electron'] === undefined ? process.execPath : own;
  return existsSync(node) ? [node, join(root, 'bin', 'checkstand.js')] : undefined;
}

/** The nearest folder above this file that has it: bundled, this file is elsewhere than in the sources. */
function rootWith(file: string): string | undefined {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, file))) {
    const above = dirname(folder);
    if (above === folder) return undefined;
    folder = above;
  }
  return folder;
}
