import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Clock, Log } from '../../contract/ports.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createNotes } from './notes.ts';
import { createShopServer } from './server.ts';
import { createShop, type Account } from './shop.ts';
import { createSwitchBoard, type SwitchBoard } from './switches.ts';
import { createTraffic, type Traffic } from './traffic.ts';
import { createTroubles } from './troubles.ts';
import { createWalls } from './walls.ts';

export interface DemoStoreParts {
  /** File that keeps accounts, sessions and carts; null keeps them in memory only. */
  readonly statePath: string | null;
  /** 0 picks a free one. */
  readonly port: number;
  readonly clock: Clock;
  readonly log?: Pick<Log, 'warn'>;
}

export interface DemoStore {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** The one account the shop knows; `otp` is the code where a switch asks for one. */
  readonly account: Account;
  /** What is different or goes wrong in this store, now. */
  readonly switches: SwitchBoard;
  /** Requests as they come and go. */
  readonly traffic: Traffic;
  /** What is in the carts, past all pages. */
  readonly ledger: Ledger;
  close(): Promise<void>;
}

/** Opens the shop on loopback. Rejects with `PortTakenError` when the port is taken. */
export async function startDemoStore({ statePath, port, clock, log }: DemoStoreParts): Promise<DemoStore> {
  const switches = createSwitchBoard((change) => {
    if ('wall' in change) walls.forgetPassed();
    if ('trouble' in change) troubles.restart();
    if (change.asksSignIn) shop.signOutAll();
  });
  const walls = createWalls(switches);
  const troubles = createTroubles(switches);
  const traffic = createTraffic(clock);
  const shop = createShop({ statePath, clock, log, board: switches, account: demoAccount });
  const server = createShopServer({
    shop,
    notes: createNotes(() => switches.get().hasGhostRow),
    walls,
    troubles,
    traffic,
    board: switches,
    account: demoAccount,
    clock,
    signIns: new Map(),
  });
  // 127.0.0.1, not localhost: on some systems the name binds only ::1.
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? new PortTakenError(port, error) : error;
  });
  const { port: actual } = server.address() as AddressInfo; // a TCP server that listens has one
  return {
    url: `http://127.0.0.1:${actual}`,
    account: demoAccount,
    switches,
    traffic,
    ledger: createLedger(shop, switches),
    close: async () => {
      traffic.releaseAll();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export class PortTakenError extends Error {
  readonly code = 'port_taken';
  constructor(port: number, cause: Error) {
    super(`port \`${port}\` on 127.0.0.1 is taken; choose another, or 0 for a free one`, { cause });
    this.name = 'PortTakenError';
  }
}

/** The one account every demo store knows. */
export const demoAccount: Account = {
  email: 'alex@demo-store.example',
  password: 'demo-password',
  name: 'Alex',
  otp: '123456',
};
