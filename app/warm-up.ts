import { Agent, request } from 'node:http';
import type { JsonObject } from '../contract/json.ts';
import type { OpenMcpChannel } from '../contract/mcp.ts';
import { policyDocument } from '../contract/policy-document.ts';
import type { Log } from '../contract/ports.ts';
import { createGateway } from '../gateway/create-gateway.ts';
import { openDatabase } from '../gateway/store/database.ts';
import { randomIds } from './random-ids.ts';
import { systemClock } from './system-clock.ts';

const calls = 100;

/**
 * Sends calls through a gateway of its own, which records in memory and is gone afterwards: code that never ran takes
 * ten times as long, and a gateway on a desktop is asked too rarely to get warm by itself. One call at a time, so that
 * the app's own gateway answers in between; a third of a second of processor time. Never rejects.
 */
export async function warmUp(): Promise<void> {
  await callThroughAll().catch(() => {}); // nothing needs it
}

async function callThroughAll(): Promise<void> {
  const database = openDatabase(':memory:');
  const keptSecrets = new Map<string, string>();
  const gateway = createGateway({
    version: 'warm-up',
    database,
    clock: systemClock,
    ids: randomIds,
    log: unheard,
    secrets: {
      get: async (name) => keptSecrets.get(name),
      set: async (name, value) => void keptSecrets.set(name, value),
      delete: async (name) => void keptSecrets.delete(name),
    },
    inProcess: [{ name: 'echo', open: echo, shippedPolicy: policy }],
    approvalExpiryMs: () => 60_000,
    holdMs: () => 0,
  });
  const agent = new Agent({ keepAlive: true });
  try {
    const url = await gateway.listen(0);
    const { token } = gateway.grants.create({ name: 'warm-up', upstreams: ['echo', 'far'] });
    const headers = { authorization: `Bearer ${token}` };
    // Itself over HTTP, so that one call takes both ways.
    await gateway.upstreams.add({ kind: 'http', name: 'far', url: `${url}/echo`, headers });
    gateway.policies.save('far', null, policy as JsonObject, 'warm-up'); // a policy document is JSON
    const session = await post(`${url}/far`, agent, headers, { id: 0, method: 'initialize', params: client });
    const inSession = { ...headers, 'mcp-session-id': session };
    await post(`${url}/far`, agent, inSession, { method: 'notifications/initialized' });
    await post(`${url}/far`, agent, inSession, { id: 1, method: 'tools/list' });
    for (let id = 2; id < calls; id += 1) {
      const params = { name: 'echo', arguments: { text: 'warm' } };
      await post(`${url}/far`, agent, inSession, { id, method: 'tools/call', params });
    }
  } finally {
    agent.destroy();
    await gateway.close();
    database.close();
  }
}

const unheard: Log = { info() {}, warn() {}, error() {} };

const policy = policyDocument.parse({
  version: '1',
  default: 'allow',
  tools: { echo: { limits: [{ counter: 'calls', window: 'day', max: calls * 4 }] } },
});

const client = {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'warm-up', version: '1' },
};

const echo: OpenMcpChannel = async (listener) => ({
  send(message) {
    if (!('method' in message) || !('id' in message)) return;
    const { id, method } = message;
    listener.onMessage({ jsonrpc: '2.0', id, result: results[method] ?? {} });
  },
  close: async () => {},
});

const results: Record<string, JsonObject> = {
  initialize: {
    protocolVersion: '2025-11-25',
    capabilities: { tools: {} },
    serverInfo: { name: 'echo', version: '1' },
  },
  'tools/list': { tools: [{ name: 'echo', inputSchema: { type: 'object' } }] },
  'tools/call': { content: [{ type: 'text', text: 'warm' }] },
};

/** Answers the id of the session, if the response has one. */
function post(url: string, agent: Agent, own: Record<string, string>, message: JsonObject): Promise<string> {
  const headers = {
    ...own,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', agent, headers }, (response) => {
      response.on('error', reject).on('end', () => resolve(String(response.headers['mcp-session-id'] ?? '')));
      response.resume();
    });
    outgoing.on('error', reject).end(JSON.stringify({ jsonrpc: '2.0', ...message }));
  });
}
