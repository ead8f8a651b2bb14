import { createMCPClient } from '@ai-sdk/mcp';
import { MultiServerMCPClient } from '@langchain/mcp-adapters';
import * as v2 from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One tool call, as a client is asked to make it. */
export interface Errand {
  readonly url: string;
  readonly token: string;
  readonly tool: string;
  readonly args: Readonly<Record<string, string>>;
  /** Where a client may keep what is its own. */
  readonly folder: string;
}

export interface Visit {
  readonly tools: string[];
  /** What the tool answered, as the client shows it. */
  readonly said: string;
}

const info = { name: 'interop', version: '1.0.0' };
const bin = (name: string) => fileURLToPath(new URL(`../../node_modules/.bin/${name}`, import.meta.url));
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const namesIn = (list: { tools: { name: string }[] }) => list.tools.map((it) => it.name);

/** Clients as they come from npm: each connects, lists the tools and calls one. */
export const realClients: Readonly<Record<string, (errand: Errand) => Promise<Visit>>> = {
  'SDK v1': ({ url, token, ...errand }) => {
    const requestInit = { headers: bearer(token) };
    return visitV1(new StreamableHTTPClientTransport(new URL(url), { requestInit }), errand);
  },
  'SDK v2, legacy': (errand) => visitV2(errand, 'legacy'),
  'SDK v2, auto': (errand) => visitV2(errand, 'auto'),
  'mcp-remote': ({ url, token, folder, ...errand }) => {
    const home = mkdtempSync(join(folder, 'mcp-remote-'));
    const args = [url, '--transport', 'http-only', '--header', 'Authorization:${AUTH}'];
    const env = { ...cleanEnv(home), AUTH: `Bearer ${token}` };
    return visitV1(
      new StdioClientTransport({ command: bin('mcp-remote'), args, env, stderr: 'ignore' }),
      errand,
    );
  },
  '@ai-sdk/mcp': async ({ url, token, tool, args }) => {
    const client = await createMCPClient({ transport: { type: 'http', url, headers: bearer(token) } });
    try {
      const tools = await client.tools();
      const answer: unknown = await tools[tool]?.execute(args, { toolCallId: '1', messages: [] } as never); // no model behind it
      return { tools: Object.keys(tools), said: JSON.stringify(answer) };
    } finally {
      await client.close();
    }
  },
  '@langchain/mcp-adapters': async ({ url, token, tool, args }) => {
    const client = new MultiServerMCPClient({ shop: { transport: 'http', url, headers: bearer(token) } });
    try {
      const tools = await client.getTools();
      const answer: unknown = await tools.find((it) => it.name === tool)?.invoke(args);
      return { tools: tools.map((it) => it.name), said: JSON.stringify(answer) };
    } finally {
      await client.close();
    }
  },
  'MCP Inspector, legacy': (errand) => visitInspector(errand, 'legacy'),
  'MCP Inspector, auto': (errand) => visitInspector(errand, 'auto'),
  mcporter: async ({ url, token, tool, args, folder }) => {
    const home = mkdtempSync(join(folder, 'mcporter-'));
    const config = join(home, 'mcporter.json');
    writeFileSync(config, JSON.stringify({ mcpServers: { shop: { baseUrl: url, headers: bearer(token) } } }));
    const pairs = Object.entries(args).map(([name, value]) => `${name}=${value}`);
    const [listed, said] = await Promise.all([
      run('mcporter', ['--config', config, 'list', 'shop', '--json'], home),
      run('mcporter', ['--config', config, 'call', `shop.${tool}`, ...pairs, '--output', 'text'], home),
    ]);
    return { tools: namesIn(JSON.parse(listed) as Parameters<typeof namesIn>[0]), said };
  },
};

async function visitV1(transport: unknown, { tool, args }: Pick<Errand, 'tool' | 'args'>): Promise<Visit> {
  const client = new Client(info);
  await client.connect(transport as Transport); // the SDK's own optional fields differ
  try {
    const answer = await client.callTool({ name: tool, arguments: args });
    return { tools: namesIn(await client.listTools()), said: JSON.stringify(answer.content) };
  } finally {
    await client.close();
  }
}

async function visitV2({ url, token, tool, args }: Errand, mode: 'legacy' | 'auto'): Promise<Visit> {
  const client = new v2.Client(info, { versionNegotiation: { mode } });
  const requestInit = { headers: bearer(token) };
  await client.connect(new v2.StreamableHTTPClientTransport(new URL(url), { requestInit }));
  try {
    const answer = await client.callTool({ name: tool, arguments: args });
    return { tools: namesIn(await client.listTools()), said: JSON.stringify(answer.content) };
  } finally {
    await client.close();
  }
}

async function visitInspector({ url, token, tool, args, folder }: Errand, era: string): Promise<Visit> {
  const home = mkdtempSync(join(folder, 'inspector-'));
  const base = ['--cli', url, '--transport', 'http', '--protocol-era', era, '--header'];
  const call = (...more: string[]) =>
    run('mcp-inspector', [...base, `Authorization: Bearer ${token}`, '--method', ...more], home);
  const pairs = Object.entries(args).map(([name, value]) => `${name}=${value}`);
  const [listed, said] = await Promise.all([
    call('tools/list'),
    call('tools/call', '--tool-name', tool, '--tool-arg', ...pairs),
  ]);
  return { tools: namesIn(JSON.parse(listed) as Parameters<typeof namesIn>[0]), said };
}

function cleanEnv(home: string): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: home, XDG_CONFIG_HOME: home, NO_COLOR: '1' };
}

/** Runs a command with a home of its own; answers what it printed. */
function run(command: string, argv: readonly string[], home: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { env: cleanEnv(home), timeout: 90_000, maxBuffer: 1 << 24 };
    execFile(bin(command), argv, options, (error, stdout, stderr) => {
      if (stdout.trim() === '') reject(new Error(`${command} printed nothing: ${stderr}`, { cause: error }));
      else resolve(stdout);
    });
  });
}
