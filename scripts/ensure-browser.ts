import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { BrowserNotFoundError, findBrowser } from '../cart-server/browser/find-browser.ts';

/**
 * Answers the path of a browser for the cart. Where there is none and this may install one (root on Debian and its
 * kin), installs Chromium, saying so in one line. Rejects with what was looked for and how to install one.
 */
export async function ensureBrowser(configured: string, say: (line: string) => void): Promise<string> {
  try {
    return findBrowser(configured).path;
  } catch (error) {
    const isPointedAt = configured !== '' || Boolean(process.env['CHECKSTAND_BROWSER']);
    if (!(error instanceof BrowserNotFoundError) || isPointedAt || !mayInstall()) throw error;
  }
  say('no browser found: installing Chromium with apt-get, which takes a minute or two');
  await aptGet('update');
  await aptGet('install', '-y', 'chromium');
  const { path } = findBrowser(configured);
  say(`installed ${path}`);
  return path;
}

function mayInstall(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** Quiet unless it fails; then its last words are in the error. */
function aptGet(...args: string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return new Promise((resolve, reject) => {
    const child = spawn('/usr/bin/apt-get', ['-q', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const keep = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-2000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(`\`apt-get ${args.join(' ')}\` failed: ${said.trim().split('\n').slice(-3).join('; ')}`),
        );
    });
  });
}
