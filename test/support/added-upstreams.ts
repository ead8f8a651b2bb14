import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { randomIds } from '../../app/random-ids.ts';
import type { StoredEvent } from '../../contract/events.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { UpstreamSpec, UpstreamView } from '../../contract/model.ts';
import type { Clock, SecretStore } from '../../contract/ports.ts';
import { createGateway } from '../../gateway/create-gateway.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import { openDatabase } from '../../gateway/store/database.ts';
import { silentLog } from './silent-log.ts';
import { tempDir } from './temp-dir.ts';
import { realClock, waitFor } from './wire.ts';

/** A gateway with nothing built in: what the user adds, with a database on disk and secrets in memory. */
export interface AddedUpstreams {
  readonly gateway: Gateway;
  readonly folder: string;
  readonly secrets: ReadonlyMap<string, string>;
  readonly events: readonly StoredEvent[];
  readonly opened: readonly string[];
  /** `http://127.0.0.1:PORT/mcp` */
  readonly url: string;
  /** Adds one with a policy that allows everything. */
  add(spec: UpstreamSpec): Promise<UpstreamView>;
  view(name: string): UpstreamView | undefined;
  /** Waits until it is so. */
  until(name: string, isSo: (view: UpstreamView) => boolean): Promise<UpstreamView>;
  ready(name: string): Promise<UpstreamView>;
  /** A client of a grant for these upstreams. */
  client(name: string): Promise<Client>;
  /** The text of a tool's result. */
  call(client: Client, tool: string, args?: JsonObject): Promise<string>;
  close(): Promise<void>;
}

export async function startAddedUpstreams(
  options: { readonly folder?: string; readonly secrets?: Map<string, string>; readonly clock?: Clock } = {},
): Promise<AddedUpstreams> {
  const folder = options.folder ?? tempDir();
  const secrets = options.secrets ?? new Map<string, string>();
  const store: SecretStore = {
    get: async (name) => secrets.get(name),
    set: async (name, value) => void secrets.set(name, value),
    delete: async (name) => void secrets.delete(name),
  };
  const database = openDatabase(join(folder, 'checkstand.sqlite'));
  const opened: string[] = [];
  const gateway = createGateway({
    version: '0.0.0-test',
    database,
    clock: options.clock ?? realClock,
    ids: randomIds,
    log: silentLog(),
    secrets: store,
    inProcess: [],
    openUrl: async (url) => opened.push(url) > 0,
    approvalExpiryMs: () => 60_000,
    holdMs: () => 0,
  });
  const events: StoredEvent[] = [];
  gateway.subscribe((event) => events.push(event));
  const url = await gateway.listen(0);
  const clients: Client[] = [];
  let isClosed = false;
  const view = (name: string) => gateway.state(0).upstreams.find((it) => it.name === name);
  const close = async () => {
    if (isClosed) return;
    isClosed = true;
    for (const client of clients) await client.close();
    await gateway.close();
    database.close();
  };
  onTestFinished(close);

  const until: AddedUpstreams['until'] = async (name, isSo) => {
    await waitFor(() => {
      const found = view(name);
      return found !== undefined && isSo(found);
    }, `what is expected of ${name}`);
    const found = view(name);
    if (!found) throw new Error(`${name} is gone`);
    return found;
  };

  return {
    gateway,
    folder,
    secrets,
    events,
    opened,
    url,
    async add(spec) {
      const added = await gateway.upstreams.add(spec);
      gateway.policies.save(spec.name, null, { version: '1', default: 'allow' }, 'test');
      return added;
    },
    view,
    until,
    ready: (name) => until(name, (it) => it.state === 'ready'),
    async client(name) {
      const { token } = gateway.grants.create({ name: `agent-${randomIds.next()}`, upstreams: [name] });
      const client = new Client({ name: 'tester', version: '1.0.0' });
      const transport = new StreamableHTTPClientTransport(new URL(`${url}/${name}`), {
        requestInit: { headers: { authorization: `Bearer ${token}` } },
      });
      clients.push(client);
      await client.connect(transport);
      return client;
    },
    async call(client, tool, args = {}) {
      const result = await client.callTool({ name: tool, arguments: args });
      const [first] = result.content as { text?: string }[];
      return first?.text ?? '';
    },
    close,
  };
}
