import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { expect, onTestFinished, test } from 'vitest';
import type { JsonObject } from '../../contract/json.ts';
import { startGateway } from '../support/start-gateway.ts';

type Ending = (res: ServerResponse, id: unknown) => void;

const json = (res: ServerResponse, body: unknown, status = 200) =>
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

/** An upstream over HTTP without sessions, whose one tool ends as a test says. */
async function startShop(ending: Ending) {
  const bought: unknown[] = [];
  const answer = (res: ServerResponse, { id, method, params }: JsonObject) => {
    const result = (value: unknown) => json(res, { jsonrpc: '2.0', id, result: value });
    switch (method) {
      case 'initialize':
        return result({
          protocolVersion: '2025-11-25',
          capabilities: { tools: {} },
          serverInfo: { name: 'web', version: '1.0.0' },
        });
      case 'tools/list':
        return result({ tools: [{ name: 'buy', description: 'buys', inputSchema: { type: 'object' } }] });
      case 'tools/call':
        bought.push(params);
        return ending(res, id);
      default:
        return id === undefined
          ? res.writeHead(202).end()
          : json(res, { jsonrpc: '2.0', id, error: { code: -32601, message: 'unknown' } }, 400);
    }
  };
  const server = createServer((req: IncomingMessage, res) => {
    if (req.method !== 'POST') return void res.writeHead(405).end();
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => void answer(res, JSON.parse(Buffer.concat(chunks).toString()) as JsonObject)); // ours
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => void server.close(() => resolve()));
  };
  onTestFinished(close);
  return { bought, close, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp` }; // it listens
}

async function startShopping(ending: Ending) {
  const shop = await startShop(ending);
  const started = await startGateway({ policy: { default: 'deny' } });
  onTestFinished(() => started.close());
  const { gateway } = started;
  await gateway.upstreams.add({ kind: 'http', name: 'web', url: shop.url });
  const spend = [{ counter: 'day', window: 'day', max: '10.00', currency: 'USD', amount: 'args.price' }];
  gateway.policies.save('web', null, { version: '1', default: 'allow', tools: { buy: { spend } } }, 'test');
  await started.seen('upstream.tools_listed', (it) => it.data.name === 'web');
  const { token } = gateway.grants.create({ name: 'buyer', upstreams: ['web'] });
  const client = new Client({ name: 'buyer', version: '1.0.0' });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(started.url.replace(/shop$/, 'web')), {
      requestInit: { headers: { Authorization: `Bearer ${token}` } },
    }),
  );
  onTestFinished(() => client.close());
  const buy = () =>
    client.callTool({ name: 'buy', arguments: { price: '4.00' } }).then(
      () => 'answered',
      (error: unknown) => String(error),
    );
  const spent = () => gateway.budgets().find((it) => it.upstream === 'web')?.spent;
  const failed = () => started.seen('tool_call.failed');
  return { ...started, shop, buy, spent, failed };
}

interface Case {
  readonly how: string;
  readonly ending: Ending;
  /** A part of the answer has reached the agent: there is no place for words any more. */
  readonly isPassedOn?: boolean;
}

test.each<Case>([
  { how: 'it closes the connection without a byte', ending: (res) => res.destroy() },
  {
    how: 'it dies in the middle of its answer',
    ending(res) {
      res.writeHead(200, { 'content-type': 'application/json', 'content-length': 500 });
      res.write('{"jsonrpc":"2.0",', () => res.destroy());
    },
    isPassedOn: true,
  },
  {
    how: 'its event stream ends without the answer',
    ending: (res) => res.writeHead(200, { 'content-type': 'text/event-stream' }).end(': bye\n\n'),
  },
  { how: 'it breaks (HTTP 500)', ending: (res) => json(res, { oops: true }, 500) },
  {
    how: 'it answers something else',
    ending: (res) => json(res, { jsonrpc: '2.0', id: 'another' }),
    isPassedOn: true,
  },
])(
  'what may have been bought stays counted, and the agent is told so: $how',
  async ({ ending, isPassedOn }) => {
    const { shop, buy, spent, failed } = await startShopping(ending);
    const error = await buy();
    expect(shop.bought).toHaveLength(1);
    await failed();
    expect(spent()).toBe('4.00');
    if (!isPassedOn) expect(error).toMatch(/not known: look before you repeat it/);
  },
);

test.each<Case>([
  {
    how: 'a JSON-RPC error',
    ending: (res, id) => json(res, { jsonrpc: '2.0', id, error: { code: -32000, message: 'sold out' } }),
  },
  { how: 'HTTP 401', ending: (res) => json(res, {}, 401) },
  { how: 'HTTP 404', ending: (res) => json(res, {}, 404) },
])('what was refused gives its reservation back: $how', async ({ ending }) => {
  const { shop, buy, spent, failed } = await startShopping(ending);
  await buy();
  expect(shop.bought).toHaveLength(1);
  await failed();
  expect(spent()).toBe('0.00');
});

test('what was never sent gives its reservation back', async () => {
  const { shop, buy, spent, failed } = await startShopping(() => {});
  await shop.close();
  expect(await buy()).not.toMatch(/look before you repeat/);
  await failed();
  expect(shop.bought).toEqual([]);
  expect(spent()).toBe('0.00');
});
