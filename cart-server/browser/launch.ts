import { chromium, type BrowserContext } from 'playwright-core';
import type { Clock } from '../../contract/ports.ts';
import { isProfileHeldByBrowser, ProfileInUseError } from './profile-lock.ts';

export interface LaunchOptions {
  readonly executablePath: string;
  readonly profile: string;
  readonly isVisible: boolean;
  readonly clock: Clock;
}

/** Starts a browser on the profile. Nothing about it is disguised: it says of itself that it is driven. */
export async function launchBrowser(options: LaunchOptions): Promise<BrowserContext> {
  await whenProfileIsFree(options.profile, options.clock);
  const context = await chromium.launchPersistentContext(options.profile, {
    executablePath: options.executablePath,
    headless: !options.isVisible,
    // The sandbox cannot work for root on Linux; everywhere else it stays on.
    chromiumSandbox: !(process.platform === 'linux' && process.getuid?.() === 0),
    args: quiet,
    viewport: options.isVisible ? null : { width: 1280, height: 900 },
    acceptDownloads: false,
    serviceWorkers: options.isVisible ? 'allow' : 'block',
    // Shutting down is the app's: it saves the session first.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    timeout: 30_000,
  });
  context.setDefaultTimeout(15_000);
  context.setDefaultNavigationTimeout(30_000);
  return context;
}

/** On top of what playwright-core already stops of Chromium's own talk to the network. */
const quiet = ['--disable-domain-reliability', '--disable-client-side-phishing-detection', '--no-pings'];

/** A browser whose owner was killed needs a moment to end; starting beside it would fail. */
async function whenProfileIsFree(profile: string, clock: Clock): Promise<void> {
  for (let waited = 0; isProfileHeldByBrowser(profile); waited += 100) {
    if (waited >= 5_000) throw new ProfileInUseError(profile);
    await new Promise<void>((resolve) => clock.after(100, resolve));
  }
}
