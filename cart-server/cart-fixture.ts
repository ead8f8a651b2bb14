import { mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { CallToolResult, JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import type { JsonRpcMessage, OpenMcpChannel } from '../contract/mcp.ts';
import type { Log, SecretStore } from '../contract/ports.ts';
import type { CartServer, CartServerParts } from './cart-server.ts';
import { createCartServer } from './create-cart-server.ts';
import { startDemoStore, type DemoStore } from './demo-store/demo-store.ts';
import { shopState } from './demo-store/state.ts';
import { systemClock } from './stand-alone.ts';

/** For tests: a demo store, and cart servers on it that keep everything in one folder of their own. */
export interface CartFixture {
  readonly demo: DemoStore;
  readonly dataDir: string;
  readonly secrets: SecretStore;
  readonly warnings: readonly string[];
  /** Another cart server on the same folder. */
  start(change?: Partial<CartServerParts>): CartServer;
  /** How many of an article the shop itself says are in carts: not what any page shows. */
  inShop(asin: string, which?: 'shop' | 'grocery'): number;
  profile: string;
  browserPid(): number;
  close(): Promise<void>;
}

export async function startCartFixture(): Promise<CartFixture> {
  const dataDir = mkdtempSync(join(tmpdir(), 'checkstand-cart-'));
  const statePath = join(dataDir, 'demo-store.json');
  const demo = await startDemoStore({ statePath, port: 0, clock: systemClock });
  const servers: CartServer[] = [];
  const warnings: string[] = [];
  const secrets = memorySecrets();
  const profile = join(dataDir, 'stores', 'demo', 'profile');
  return {
    demo,
    dataDir,
    secrets,
    warnings,
    profile,
    start: (change = {}) => {
      const server = createCartServer({
        baseUrl: demo.url,
        store: 'demo',
        dataDir,
        secrets,
        clock: systemClock,
        log: keepingLog(warnings),
        browserPath: '',
        // No cool-downs and no waiting for a person: tests of those say so.
        patience: { coolDownMs: 0, quietMs: 0, followedMs: 0, challengeMs: 4_000 },
        signIn: { kind: 'known_account', email: demo.account.email, password: demo.account.password },
        ...change,
      });
      servers.push(server);
      return server;
    },
    inShop: (asin, which = 'shop') => {
      const state = shopState.parse(JSON.parse(readFileSync(statePath, 'utf8')));
      const holdings = [
        ...Object.values(state.accounts),
        ...Object.values(state.sessions).map((it) => it.own),
      ];
      const lines = holdings.flatMap((it) => it[which].active).filter((it) => it.asin === asin);
      return lines.reduce((sum, it) => sum + it.quantity, 0);
    },
    browserPid: () => Number(/-(\d+)$/.exec(readlinkSync(join(profile, 'SingletonLock')))?.[1]),
    close: async () => {
      for (const server of servers) await server.close();
      await demo.close();
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A real SDK client on a server in this process. */
export async function connectClient(open: OpenMcpChannel): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(channelTransport(open));
  return client;
}

/** What a call said, as data; the client has checked it against the tool's output schema. */
export interface Said {
  readonly outcome: string;
  readonly isError: boolean;
  readonly text: string;
  readonly data: Record<string, unknown>;
}

export async function callTool(
  client: Client,
  name: string,
  args: Record<string, unknown> = {},
  options: { signal?: AbortSignal; onprogress?: (progress: { message?: string | undefined }) => void } = {},
): Promise<Said> {
  const result = (await client.callTool({ name, arguments: args }, undefined, {
    timeout: 90_000,
    ...options,
  })) as CallToolResult; // the older result shape is not in use
  const data = result.structuredContent ?? {};
  const first = result.content[0];
  return {
    outcome: String(data['outcome']),
    isError: result.isError === true,
    text: first?.type === 'text' ? first.text : '',
    data,
  };
}

function channelTransport(open: OpenMcpChannel): Transport {
  let channel: Awaited<ReturnType<OpenMcpChannel>> | undefined;
  const transport: Transport = {
    start: async () => {
      channel = await open({
        onMessage: (message) => transport.onmessage?.(message as JSONRPCMessage), // the same JSON, typed twice
        onClose: () => transport.onclose?.(),
      });
    },
    send: async (message) => channel?.send(message as JsonRpcMessage),
    close: async () => {
      await channel?.close();
      transport.onclose?.();
    },
  };
  return transport;
}

export function memorySecrets(): SecretStore {
  const secrets = new Map<string, string>();
  return {
    get: async (name) => secrets.get(name),
    set: async (name, value) => void secrets.set(name, value),
    delete: async (name) => void secrets.delete(name),
  };
}

function keepingLog(warnings: string[]): Log {
  const keep = (message: string, details?: unknown) =>
    void warnings.push(details === undefined ? message : `${message} ${JSON.stringify(details)}`);
  return { info: () => undefined, warn: keep, error: keep };
}
