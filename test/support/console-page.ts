import { chromium, type Browser, type Page } from 'playwright-core';
import { chromiumPath, sandboxFlags } from './chromium.ts';

export interface ConsolePage {
  readonly page: Page;
  /** Errors and warnings that the page's own console shows; refusals by the content security policy are among them. */
  readonly complaints: readonly string[];
}

/** A real Chromium for consoles. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: sandboxFlags() });
}

/** Opens a console by its one-time link, in a profile of its own. */
export async function openConsole(
  browser: Browser,
  link: string,
  viewport = { width: 1280, height: 800 },
): Promise<ConsolePage> {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(link);
  return { page, complaints };
}
