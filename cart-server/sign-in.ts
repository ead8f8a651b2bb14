import type { Browser } from './browser/browser.ts';
import type { CartServerParts } from './cart-server.ts';
import { openSignIn, signInWith, SignInError, whenSignedIn } from './pages/sign-in-page.ts';
import type { Shop } from './shop.ts';
import { openCart } from './tools/cart.ts';
import type { ViewState } from './view-state.ts';

const personMs = 10 * 60_000;

/** Signs in: the person in a visible window, or the known account through the form. Ends with a look at the shop. */
export async function signIn(
  parts: CartServerParts,
  { shop, browser, view, signal }: { shop: Shop; browser: Browser; view: ViewState; signal: AbortSignal },
): Promise<void> {
  view.set({ problem: null });
  await shop.alone(signal, signInNow).catch((error: unknown) => {
    if (error instanceof SignInError)
      view.set({ session: 'signed_out', name: null, checkedAt: parts.clock.now() });
    throw error;
  });
  shop.handOver.done();
  await shop.visit({ signal, by: 'person' }, (visit) => openCart(shop, visit, 'shop'));

  async function signInNow(): Promise<void> {
    if (parts.signIn.kind === 'known_account') {
      await signInWith(await browser.page(), parts.baseUrl, parts.signIn);
      await browser.save();
      return;
    }
    const isSignedIn = await browser.inVisibleWindow(async (context) => {
      const page = context.pages()[0] ?? (await context.newPage());
      await openSignIn(page, parts.baseUrl);
      return whenSignedIn(context, { clock: parts.clock, signal, timeoutMs: personMs });
    });
    if (!isSignedIn)
      throw new SignInError('the window was closed, or ten minutes passed, before anybody signed in');
  }
}
