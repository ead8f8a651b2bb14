import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomIds } from '../../app/random-ids.ts';
import { createGateway } from '../../gateway/create-gateway.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import { openDatabase } from '../../gateway/store/database.ts';
import { realClients } from '../support/real-clients.ts';
import { silentLog } from '../support/silent-log.ts';
import { realClock, waitFor } from '../support/wire.ts';

// Public clients and public servers, with nothing between them but the gateway, its policy and its record.

const folder = mkdtempSync(join(tmpdir(), 'checkstand-real-clients-'));
const files = join(folder, 'files');
const database = openDatabase(join(folder, 'checkstand.sqlite'));
const servers = {
  everything: ['node_modules/@modelcontextprotocol/server-everything/dist/index.js', 'stdio'],
  files: ['node_modules/@modelcontextprotocol/server-filesystem/dist/index.js', files],
};
let gateway: Gateway;
let endpoint: string;
let token: string;
const decided: string[] = [];

beforeAll(async () => {
  mkdirSync(files);
  writeFileSync(join(files, 'note.txt'), 'written by nobody');
  gateway = createGateway({
    version: '0.0.0-test',
    database,
    clock: realClock,
    ids: randomIds,
    log: silentLog(),
    secrets: { get: async () => undefined, set: async () => {}, delete: async () => {} },
    inProcess: [],
    approvalExpiryMs: () => 60_000,
    holdMs: () => 0,
  });
  gateway.subscribe((event) => {
    if (event.type === 'tool_call.decided') decided.push(`${event.data.upstream} ${event.data.tool}`);
  });
  endpoint = await gateway.listen(0);
  for (const [name, args] of Object.entries(servers)) {
    await gateway.upstreams.add({ kind: 'stdio', name, command: process.execPath, args });
    gateway.policies.save(name, null, { version: '1', default: 'allow' }, 'test');
  }
  await waitFor(
    () => gateway.state(0).upstreams.every(({ state }) => state === 'ready'),
    'both servers ready',
  );
  ({ token } = gateway.grants.create({ name: 'interop', upstreams: Object.keys(servers) }));
});

afterAll(async () => {
  await gateway.close();
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

test.each(Object.keys(realClients))('%s lists and calls, one server and all of them', async (name) => {
  const visit = realClients[name];
  if (!visit) throw new Error(`no client ${name}`);
  decided.length = 0;
  const path = join(files, 'note.txt');
  const errand = { token, folder };
  const [echo, file, all] = await Promise.all([
    visit({ ...errand, url: `${endpoint}/everything`, tool: 'echo', args: { message: 'hello' } }),
    visit({ ...errand, url: `${endpoint}/files`, tool: 'read_text_file', args: { path } }),
    visit({ ...errand, url: endpoint, tool: 'files__read_text_file', args: { path } }),
  ]);
  expect(echo.said).toContain('Echo: hello');
  expect(file.said).toContain('written by nobody');
  expect(all.said).toContain('written by nobody');
  const qualified = [
    ...echo.tools.map((it) => `everything__${it}`),
    ...file.tools.map((it) => `files__${it}`),
  ];
  expect(echo.tools).toContain('echo');
  expect(file.tools).toContain('read_text_file');
  expect(all.tools.sort()).toEqual(qualified.sort());
  // A decision is told once the database has it, which it has when it is asked.
  gateway.state(0);
  expect(decided.sort()).toEqual(['everything echo', 'files read_text_file', 'files read_text_file']);
});
