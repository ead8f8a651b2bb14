import { socketPath, type Bridge, type ShellApi } from '../../contract/bridge.ts';
import { createBudgets } from './budgets/budget-store.ts';
import { createClient } from './client.ts';
import { openShellConnection, type Connection } from './connection.ts';
import type { ConsoleParts } from './console-context.ts';
import { createConsoleKeys, ticketOf } from './console-keys.ts';
import { createConsoleStore } from './console-store.ts';
import { createDrafts } from './drafts.ts';
import { createPictures } from './pictures.ts';
import { openSocketConnection } from './socket-connection.ts';
import { createTicker } from './ticker.ts';

declare global {
  interface Window {
    /** Set by the preload of an Electron window; absent in a browser. */
    readonly checkstand?: Bridge;
    readonly shell?: ShellApi;
  }
}

/** Wires what the pages stand on: over the preload's bridge in a window, over a WebSocket in a browser tab. */
export function createConsole({ canManage }: { readonly canManage: boolean }): ConsoleParts {
  const connection = window.checkstand ? openShellConnection(window.checkstand) : openTabConnection();
  const call = createClient(connection.bridge);
  return {
    connection,
    call,
    store: createConsoleStore(connection, call),
    pictures: createPictures(call),
    budgets: createBudgets({
      call,
      subscribe: (listener) => connection.bridge.subscribe(listener),
      onReconnect: (listener) =>
        connection.subscribe(() => {
          if (connection.state().kind === 'open') listener();
        }),
    }),
    ticker: createTicker(),
    drafts: createDrafts(),
    shell: window.shell,
    canManage,
  };
}

function openTabConnection(): Connection {
  const connection = openSocketConnection({
    keys: createConsoleKeys({ storage: sessionStorage, takeTicket, fetch: window.fetch.bind(window) }),
    openSocket: (protocols) =>
      new WebSocket(new URL(socketPath, location.href.replace(/^http/, 'ws')), protocols),
    isServerUp: async () => {
      try {
        return (await fetch('./', { method: 'HEAD', cache: 'no-store' })).ok;
      } catch {
        return false;
      }
    },
    after(delayMs, callback) {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    now: Date.now,
  });
  // Timers of a hidden tab sleep: look at once when somebody comes back to it.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') connection.retry();
  });
  // A new link opened in this tab changes nothing but the hash.
  window.addEventListener('hashchange', () => {
    const ticket = takeTicket();
    if (ticket !== undefined && connection.state().kind !== 'open') connection.unlock(`#ticket=${ticket}`);
  });
  return connection;
}

/** Reads the one-time ticket and cleans the address, so that neither history nor a reload carries it. */
function takeTicket(): string | undefined {
  const ticket = ticketOf(location.hash);
  if (ticket !== undefined) history.replaceState(null, '', location.pathname + location.search);
  return ticket;
}
