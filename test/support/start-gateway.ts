import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { randomIds } from '../../app/random-ids.ts';
import type { StoredEvent } from '../../contract/events.ts';
import { policyDocument } from '../../contract/policy-document.ts';
import { createGateway } from '../../gateway/create-gateway.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import type { InProcessUpstream } from '../../gateway/ports.ts';
import { openDatabase } from '../../gateway/store/database.ts';
import { manualClock, type ManualClock } from './manual-clock.ts';
import { recordingServer, type RecordingServer } from './recording-server.ts';
import { silentLog } from './silent-log.ts';

/** A gateway over HTTP with a real database, one recording in-process upstream `shop`, and a clock to turn. */
export interface StartedGateway {
  readonly gateway: Gateway;
  readonly clock: ManualClock;
  readonly server: RecordingServer;
  readonly database: DatabaseSync;
  readonly url: string;
  readonly token: string;
  /** All until now. */
  readonly events: StoredEvent[];
  readonly log: ReturnType<typeof silentLog>;
  /** Resolves with the next event of a type after this call, or one already seen that `matches`. */
  seen<T extends StoredEvent['type']>(
    type: T,
    matches?: (event: Extract<StoredEvent, { type: T }>) => boolean,
  ): Promise<Extract<StoredEvent, { type: T }>>;
  connect(name?: string, token?: string): Promise<Client>;
  savePolicy(document: Record<string, unknown>): void;
  close(): Promise<void>;
}

interface Options {
  readonly policy: Record<string, unknown>;
  readonly folder?: string;
  readonly preview?: InProcessUpstream['preview'];
  readonly session?: InProcessUpstream['session'];
  readonly changeOf?: InProcessUpstream['changeOf'];
  readonly undoOf?: InProcessUpstream['undoOf'];
  /** Another server in place of the recording one. */
  readonly open?: InProcessUpstream['open'];
}

export async function startGateway({
  policy,
  folder,
  preview,
  session,
  changeOf,
  undoOf,
  open,
}: Options): Promise<StartedGateway> {
  const home = folder ?? mkdtempSync(join(tmpdir(), 'checkstand-gateway-'));
  const clock = manualClock();
  const server = recordingServer();
  const database = openDatabase(join(home, 'checkstand.sqlite'));
  const log = silentLog();
  const gateway = createGateway({
    version: '0.0.0-test',
    database,
    clock,
    ids: randomIds,
    log,
    secrets: { get: async () => undefined, set: async () => {}, delete: async () => {} },
    inProcess: [
      {
        name: 'shop',
        open: open ?? server.open,
        shippedPolicy: policyDocument.parse({ version: '1', ...policy }),
        ...(preview && { preview }),
        ...(session && { session }),
        ...(changeOf && { changeOf }),
        ...(undoOf && { undoOf }),
      },
    ],
    approvalExpiryMs: () => 30 * 60_000,
    holdMs: () => 0,
  });
  const events: StoredEvent[] = [];
  const waiting = new Set<(event: StoredEvent) => void>();
  gateway.subscribe((event) => {
    events.push(event);
    for (const look of waiting) look(event);
  });
  const endpoint = await gateway.listen(0);
  const { token } = gateway.grants.create({
    name: `agent-${randomIds.next().slice(-8)}`,
    upstreams: ['shop'],
  });
  const url = `${endpoint}/shop`;
  const clients: Client[] = [];

  return {
    gateway,
    clock,
    server,
    database,
    url,
    token,
    get events() {
      // Decisions are told once the database has them, which it has when it is asked.
      gateway.state(0);
      return events;
    },
    log,
    seen(type, matches = () => true) {
      type Wanted = Extract<StoredEvent, { type: typeof type }>;
      const isWanted = (event: StoredEvent): event is Wanted =>
        event.type === type && matches(event as Wanted); // its type was just compared
      const already = events.find(isWanted);
      if (already) return Promise.resolve(already);
      return new Promise((resolve) => {
        const look = (event: StoredEvent) => {
          if (!isWanted(event)) return;
          waiting.delete(look);
          resolve(event);
        };
        waiting.add(look);
      });
    },
    async connect(name = 'test-client', bearer = token) {
      const client = new Client({ name, version: '1.0.0' });
      const transport = new StreamableHTTPClientTransport(new URL(url), {
        requestInit: { headers: { Authorization: `Bearer ${bearer}` } },
      });
      await client.connect(transport);
      clients.push(client);
      return client;
    },
    savePolicy(document) {
      gateway.policies.save('shop', null, { version: '1', ...document }, 'test'); // broken ones are wanted too
    },
    async close() {
      for (const client of clients) await client.close();
      await gateway.close();
      database.close();
      if (folder === undefined) rmSync(home, { recursive: true, force: true });
    },
  };
}
