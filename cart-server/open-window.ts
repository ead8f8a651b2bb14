import type { Browser } from './browser/browser.ts';
import type { CartServerParts } from './cart-server.ts';
import { whenClosed, whenLetThrough, whenSignedIn } from './pages/sign-in-page.ts';
import type { Shop } from './shop.ts';

const personMs = 10 * 60_000;

/**
 * Shows the person a browser window on the shop's profile, at the page where they are needed, until they are done or
 * close it. False when they were needed and are not done. Throws `NoScreenError` where no window can be shown.
 */
export async function openWindow(
  { baseUrl, clock }: Pick<CartServerParts, 'baseUrl' | 'clock'>,
  { shop, browser, signal }: { shop: Shop; browser: Browser; signal: AbortSignal },
): Promise<boolean> {
  const { need } = shop.handOver;
  return shop.alone(signal, () =>
    browser.inVisibleWindow(async (context) => {
      const page = context.pages()[0] ?? (await context.newPage());
      // What comes is the person's to judge, an error page too.
      await page
        .goto(`${baseUrl}${need?.path ?? '/'}`, { waitUntil: 'domcontentloaded' })
        .catch(() => undefined);
      const limits = { clock, signal, timeoutMs: personMs };
      switch (need?.kind) {
        case 'robot_check':
          return whenLetThrough(context, baseUrl, limits);
        case 'sign_in':
          return whenSignedIn(context, limits);
        case 'choose_store':
        case undefined:
          await whenClosed(context, limits);
          return true;
      }
    }),
  );
}
