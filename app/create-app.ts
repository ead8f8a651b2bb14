import { mkdirSync } from 'node:fs';
import type { Snapshot } from '../contract/api.ts';
import { createCartServer } from '../cart-server/create-cart-server.ts';
import { createGateway } from '../gateway/create-gateway.ts';
import { openDatabase } from '../gateway/store/database.ts';
import { catalogueHandlers } from './api/catalogue.ts';
import { consoleHandlers } from './api/console.ts';
import { demoHandlers } from './api/demo.ts';
import { gatewayHandlers } from './api/gateway.ts';
import { policyHandlers } from './api/policy.ts';
import { settingsHandlers } from './api/settings.ts';
import { storeHandlers } from './api/store.ts';
import { upstreamHandlers } from './api/upstreams.ts';
import { verdictHandlers } from './api/verdicts.ts';
import type { App, AppParts } from './app.ts';
import { checkstandCommand } from './bridge-command.ts';
import { closeInOrder, type Closing } from './close-in-order.ts';
import { dataFiles } from './data-dir.ts';
import { takeDataLock } from './data-lock.ts';
import { openShop } from './open-shop.ts';
import { createImporter } from './import/import-servers.ts';
import { createPushes } from './pushes.ts';
import { createRouter } from './router.ts';
import { cartChangeOf, cartOutcomeOf, cartUndoOf } from './cart-changes.ts';
import { sessionFacts } from './session-facts.ts';
import { shippedCartPolicy } from './shipped-policy.ts';
import { currencyOf } from './store-currency.ts';
import { followStore } from './store-events.ts';

/** How many calls a new console is given at once; older ones come by `calls.list`. */
const snapshotCalls = 500;

/**
 * Builds the whole app, opens its MCP endpoint and answers when it takes calls. Rejects with what is wrong (a taken
 * port, a data folder in use, a newer database); everything taken until then is given back.
 */
export async function createApp(parts: AppParts): Promise<App> {
  const core = await openCore(parts);
  return core.listen(parts.overrides.port ?? parts.settings.get().port, { isAnnounced: true });
}

/**
 * The app for the length of one command, while no other runs on the data folder: on a port of the system's choice,
 * unannounced, so that upstreams and their tools are known as in a running one.
 */
export async function createAppForCommand(parts: AppParts): Promise<App> {
  const core = await openCore(parts);
  return core.listen(0, { isAnnounced: false });
}

interface Core {
  /** Closes everything when it fails. */
  listen(port: number, options: { isAnnounced: boolean }): Promise<App>;
}

async function openCore(parts: AppParts): Promise<Core> {
  const { dataDir, settings, secrets, clock, ids, log, version, overrides } = parts;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const files = dataFiles(dataDir);
  // The last one opened is the first one closed.
  const opened: Closing[] = [];
  const closeAll = (): Promise<void> => closeInOrder(opened.reverse(), { clock, log });

  try {
    const lock = takeDataLock(dataDir, files);
    opened.push(['data lock', () => lock.release()]);
    const database = openDatabase(files.database);
    opened.push(['database', () => database.close()]);
    const shop = await openShop(overrides.store ?? settings.get().store, files.demoStore, { clock, log });
    opened.push(['shop', () => shop.close()]);
    const cart = createCartServer({
      baseUrl: shop.baseUrl,
      store: shop.store,
      grocery: () => settings.get().grocery,
      signIn: shop.signIn,
      dataDir: files.cart,
      secrets,
      clock,
      log,
      browserPath: () => overrides.browserPath ?? settings.get().browserPath,
    });
    opened.push(['cart server', () => cart.close()]);
    const gateway = createGateway({
      version,
      database,
      clock,
      ids,
      log,
      secrets,
      ...(parts.openUrl && { openUrl: parts.openUrl }),
      inProcess: [
        {
          name: 'cart',
          open: (listener) => cart.open(listener),
          shippedPolicy: shippedCartPolicy(currencyOf(shop.store)),
          session: () => sessionFacts(cart.view()),
          changeOf: cartChangeOf,
          outcomeOf: cartOutcomeOf,
          undoOf: cartUndoOf,
          preview: (tool, args, signal) => cart.preview(tool, args, signal),
        },
      ],
      approvalExpiryMs: () => settings.get().approvalExpiryMinutes * 60_000,
      priceTolerancePercent: () => settings.get().priceTolerancePercent,
      holdMs: () => settings.get().holdSeconds * 1000,
    });
    const pushes = createPushes(log);
    opened.push([
      'settings',
      settings.subscribe((value) => pushes.push({ kind: 'settings', settings: value })),
    ]);
    gateway.subscribe((event) => pushes.push({ kind: 'event', event }));
    cart.subscribe((store) => pushes.push({ kind: 'store', store }));
    followStore(cart, (event) => gateway.record(event));
    // Last, so first to close: consoles still see what its end does to the calls that wait.
    opened.push(['gateway', () => gateway.close()]);

    let mcpUrl = '';
    const command = checkstandCommand();
    const snapshot = (): Snapshot => ({
      ...gateway.state(snapshotCalls),
      version,
      mcpUrl,
      dataDir,
      ...(command && { command: [...command] }),
      store: cart.view(),
      settings: settings.get(),
      budgets: gateway.budgets(),
    });
    const importer = createImporter({
      upstreams: gateway.upstreams,
      names: () => gateway.state(0).upstreams.map((it) => it.name),
      mcpUrl: () => mcpUrl,
    });
    const route = createRouter(
      {
        ...consoleHandlers(gateway, snapshot),
        ...gatewayHandlers(gateway),
        ...verdictHandlers(gateway),
        ...policyHandlers(gateway.policies),
        ...catalogueHandlers(gateway.catalogue),
        ...upstreamHandlers(gateway.upstreams, importer),
        ...storeHandlers(cart, (event) => gateway.record(event)),
        ...demoHandlers(shop.switches, cart),
        ...settingsHandlers(settings),
      },
      log,
    );
    let closed: Promise<void> | undefined;
    const close = (): Promise<void> => (closed ??= closeAll());
    return {
      async listen(port, { isAnnounced }) {
        try {
          mcpUrl = await gateway.listen(port);
          if (isAnnounced) lock.announce({ pid: process.pid, mcpUrl, uiUrl: null });
        } catch (error) {
          await close();
          throw error;
        }
        return {
          mcpUrl,
          call: async (frame, caller) => (closed ? stopped : route(frame, caller)),
          subscribe: pushes.subscribe,
          attachSurface: () => gateway.approvals.attachSurface(),
          snapshot,
          close,
        };
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

const stopped = {
  ok: false,
  error: { code: 'unavailable', message: 'Checkstand is stopping' },
} as const;
