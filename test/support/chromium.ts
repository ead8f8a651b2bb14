import { findBrowser } from '../../cart-server/browser/find-browser.ts';

/** The Chromium that tests drive: whatever the cart itself would use on this machine. */
export function chromiumPath(): string {
  return findBrowser('').path;
}

/** Chromium's own sandbox refuses to run as root, as containers often are; everywhere else it stays on. */
export function sandboxFlags(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}
