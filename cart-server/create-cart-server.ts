import { join } from 'node:path';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { StoreView } from '../contract/model.ts';
import { createBrowser } from './browser/browser.ts';
import { detectScreen } from './browser/screen.ts';
import { createSessionFile } from './browser/session-file.ts';
import type { CartServer, CartServerParts } from './cart-server.ts';
import { joinChannel } from './channel-transport.ts';
import { serve } from './mcp-server.ts';
import { createHandOver, usualPatience } from './hand-over.ts';
import { openWindow } from './open-window.ts';
import { ShopFault } from './outcome.ts';
import { messageOf } from './message-of.ts';
import { previewCall } from './preview.ts';
import { createShop } from './shop.ts';
import { signIn } from './sign-in.ts';
import { createSnapshots } from './snapshots.ts';
import { allTools } from './tools/all-tools.ts';
import { openCart } from './tools/cart.ts';
import { createViewState } from './view-state.ts';

const closeMs = 5_000;

/** A setting that stays, or may be another one the next time. */
const now = <T extends string>(setting: T | (() => T)): T =>
  typeof setting === 'function' ? setting() : setting;

/** The cart MCP server over one store. Starts no browser before the first call needs it. */
export function createCartServer(parts: CartServerParts): CartServer {
  const { clock, log, grocery = 'wholefoods', screen = detectScreen(), patience = usualPatience } = parts;
  const view = createViewState(parts.store, parts.clock);
  const folder = join(parts.dataDir, 'stores', parts.store);
  const browser = createBrowser({
    profile: join(folder, 'profile'),
    browserPath: () => now(parts.browserPath),
    session: createSessionFile(join(folder, 'session.json'), parts.store, parts.secrets),
    screen,
    clock,
    log,
    onState: (state) => view.set({ browser: state }),
    onSaved: (lastSavedAt) => view.set({ lastSavedAt }),
    onProblem: (problem) => {
      log.warn(problem);
      view.set({ problem });
    },
  });
  const handOver = createHandOver({
    view,
    clock,
    patience,
    canHelp: (kind) => screen !== 'none' || (kind === 'sign_in' && parts.signIn.kind === 'known_account'),
  });
  const shop = createShop({
    baseUrl: parts.baseUrl,
    store: parts.store,
    grocery: () => now(grocery),
    browser,
    view,
    handOver,
    challengeMs: patience.challengeMs,
    snapshots: createSnapshots(join(folder, 'snapshots'), clock),
    clock,
    log,
  });
  const closing = new AbortController();
  const never = new AbortController().signal;
  const connections = new Set<Transport>();
  let closed: Promise<void> | undefined;

  /** Runs what a person asked for: what goes wrong is told in the view, never thrown. */
  const tellingProblems = async (task: () => Promise<unknown>): Promise<StoreView> => {
    try {
      await task();
    } catch (error) {
      // Walls and broken shops have told the person already, in other words than the agent gets.
      const isTold = error instanceof ShopFault && view.get().problem !== null;
      if (!isTold) view.set({ problem: messageOf(error) });
    }
    return view.get();
  };

  const look = () => shop.visit({ signal: never, by: 'person' }, (visit) => openCart(shop, visit, 'shop'));

  return {
    open: async (listener) => {
      const { transport, channel } = joinChannel(listener);
      await serve(transport, { tools: allTools, shop, browser, clock, log });
      connections.add(transport);
      return {
        send: (message) => channel.send(message),
        close: async () => {
          connections.delete(transport);
          await channel.close();
        },
      };
    },
    preview: (tool, args, signal) => previewCall(shop, tool, args, signal),
    view: () => view.get(),
    subscribe: (listener) => view.subscribe(listener),
    refresh: () => (browser.isInWindow() ? Promise.resolve(view.get()) : tellingProblems(look)),
    openBrowser: () =>
      tellingProblems(async () => {
        const isDone = await openWindow(parts, { shop, browser, signal: closing.signal });
        if (!isDone)
          throw new Error('the window was closed before that was done; open it again when you want to');
        handOver.done();
        await look();
      }),
    signIn: () => tellingProblems(() => signIn(parts, { shop, browser, view, signal: closing.signal })),
    saveSession: () => tellingProblems(() => browser.save()),
    forgetSession: () =>
      tellingProblems(async () => {
        await shop.alone(never, () => browser.wipe());
        view.set({
          session: 'signed_out',
          name: null,
          cart: null,
          lastSavedAt: null,
          problem: null,
          checkedAt: null,
        });
      }),
    close: () => {
      closed ??= (async () => {
        closing.abort(new Error('the cart server is closing'));
        shop.shutDown();
        // What was clicked gets a moment to be looked at; then the browser goes, and with it whatever still hangs.
        await Promise.race([shop.idle(), new Promise<void>((resolve) => clock.after(closeMs, resolve))]);
        await browser.close();
        for (const connection of connections) await connection.close();
      })();
      return closed;
    },
  };
}
