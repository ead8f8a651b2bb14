import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { randomIds } from '../../app/random-ids.ts';
import { systemClock } from '../../app/system-clock.ts';
import { memorySecrets } from '../../cart-server/cart-fixture.ts';
import { createCartServer } from '../../cart-server/create-cart-server.ts';
import { demoAccount, startDemoStore, type DemoStore } from '../../cart-server/demo-store/demo-store.ts';
import { policyDocument } from '../../contract/policy-document.ts';
import { createGateway } from '../../gateway/create-gateway.ts';
import { openDatabase } from '../../gateway/store/database.ts';
import { silentLog } from './silent-log.ts';

/** A client on the cart server, and the demo store behind it. */
export interface ConnectedCart {
  readonly client: Client;
  readonly demo: DemoStore;
  close(): Promise<void>;
}

/** The cart server inside the gateway, over HTTP; its policy lets everything through. */
export async function cartBehindGateway(): Promise<ConnectedCart> {
  const dataDir = mkdtempSync(join(tmpdir(), 'checkstand-cart-gateway-'));
  const demo = await startDemoStore({ statePath: null, port: 0, clock: systemClock });
  const log = silentLog();
  const cart = createCartServer({
    baseUrl: demo.url,
    store: 'demo',
    dataDir,
    secrets: memorySecrets(),
    clock: systemClock,
    log,
    browserPath: '',
    signIn: { kind: 'known_account', ...demoAccount },
  });
  const database = openDatabase(join(dataDir, 'checkstand.sqlite'));
  const gateway = createGateway({
    version: '0.0.0-test',
    database,
    clock: systemClock,
    ids: randomIds,
    log,
    secrets: memorySecrets(),
    inProcess: [
      {
        name: 'cart',
        open: (listener) => cart.open(listener),
        shippedPolicy: policyDocument.parse({ version: '1', default: 'allow' }),
        preview: (tool, args, signal) => cart.preview(tool, args, signal),
      },
    ],
    approvalExpiryMs: () => 60_000,
    holdMs: () => 0,
  });
  const url = `${await gateway.listen(0)}/cart`;
  const { token } = gateway.grants.create({ name: 'agent', upstreams: ['cart'] });
  const client = await connected(
    new StreamableHTTPClientTransport(new URL(url), {
      requestInit: { headers: { Authorization: `Bearer ${token}` } },
    }) as Parameters<Client['connect']>[0],
  );
  return {
    client,
    demo,
    close: async () => {
      await client.close();
      await gateway.close();
      await cart.close();
      database.close();
      await demo.close();
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The cart server as a program of its own, over stdio. */
export async function cartOverStdio(): Promise<ConnectedCart> {
  const dataDir = mkdtempSync(join(tmpdir(), 'checkstand-cart-stdio-'));
  const demo = await startDemoStore({ statePath: null, port: 0, clock: systemClock });
  const main = fileURLToPath(new URL('../../cart-server/main.ts', import.meta.url));
  const client = await connected(
    new StdioClientTransport({
      command: process.execPath,
      args: ['--disable-warning=ExperimentalWarning', main, '--data-dir', dataDir, '--demo-url', demo.url],
      stderr: 'ignore',
    }),
  );
  return {
    client,
    demo,
    close: async () => {
      await client.close();
      await demo.close();
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function connected(transport: Transport): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport);
  // From now on the client checks every result against the schema of its tool.
  await client.listTools();
  // The browser comes to the shop, so that there is a visitor whose cart can be filled.
  await client.callTool({ name: 'view_cart', arguments: {} });
  return client;
}
