import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A public MCP client from npm, run as its own process as a person would run it. Answers what it printed. */
export interface NpmClient {
  readonly name: string;
  listTools(): Promise<string[]>;
  /** Rejects when it gives up, or its process is ended by `signal`. */
  callTool(tool: string, args: Record<string, string>, signal?: AbortSignal): Promise<string>;
}

const bin = (name: string) => fileURLToPath(new URL(`../../node_modules/.bin/${name}`, import.meta.url));

/** Runs it with a home of its own. A tool result with isError may end it with an exit code: its output counts. */
function run(command: string, argv: readonly string[], home: string, signal?: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home, NO_COLOR: '1' };
    execFile(command, argv, { env, timeout: 90_000, maxBuffer: 1 << 24, signal }, (error, stdout, stderr) => {
      // Whoever gives up may say so on either.
      if (stdout.trim() === '') reject(new Error(`${command}: ${stderr}`, { cause: error }));
      else resolve(stdout);
    });
  });
}

const toolNames = (printed: string) =>
  (JSON.parse(printed) as { tools: { name: string }[] }).tools.map((it) => it.name); // as both print a list

/** The MCP Inspector in CLI mode. It gives up after a minute, and has no option for that. */
export function inspector(url: string, token: string, folder: string): NpmClient {
  const home = mkdtempSync(join(folder, 'inspector-'));
  const base = [
    '--cli',
    url,
    '--transport',
    'http',
    '--header',
    `Authorization: Bearer ${token}`,
    '--method',
  ];
  return {
    name: 'inspector',
    listTools: async () => toolNames(await run(bin('mcp-inspector'), [...base, 'tools/list'], home)),
    callTool(tool, args, signal) {
      const pairs = Object.entries(args).map(([name, value]) => `${name}=${value}`);
      const given = pairs.length > 0 ? ['--tool-arg', ...pairs] : [];
      return run(bin('mcp-inspector'), [...base, 'tools/call', '--tool-name', tool, ...given], home, signal);
    },
  };
}

/** mcporter, from a config file as its users write it. It gives up after a minute, or `timeoutMs`. */
export function mcporter(url: string, token: string, folder: string, timeoutMs?: number): NpmClient {
  const home = mkdtempSync(join(folder, 'mcporter-'));
  const config = join(home, 'mcporter.json');
  const server = { baseUrl: url, headers: { Authorization: `Bearer ${token}` } };
  writeFileSync(config, JSON.stringify({ mcpServers: { cart: server } }));
  const base = ['--config', config];
  const patience = timeoutMs === undefined ? [] : ['--timeout', String(timeoutMs)];
  return {
    name: 'mcporter',
    listTools: async () => toolNames(await run(bin('mcporter'), [...base, 'list', 'cart', '--json'], home)),
    callTool(tool, args, signal) {
      const pairs = Object.entries(args).map(([name, value]) => `${name}=${value}`);
      const given = [...pairs, ...patience, '--output', 'text'];
      return run(bin('mcporter'), [...base, 'call', `cart.${tool}`, ...given], home, signal);
    },
  };
}

/** A client of the official SDK, as a library is used. It gives up after a minute, or `timeoutMs`. */
export function sdkClient(url: string, token: string, timeoutMs?: number): NpmClient {
  const connected = async <T>(use: (client: Client) => Promise<T>): Promise<T> => {
    const client = new Client({ name: 'sdk', version: '1.0.0' });
    const requestInit = { headers: { Authorization: `Bearer ${token}` } };
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }));
    try {
      return await use(client);
    } finally {
      await client.close();
    }
  };
  const options = timeoutMs === undefined ? {} : { timeout: timeoutMs };
  return {
    name: 'sdk',
    listTools: () => connected(async (client) => (await client.listTools()).tools.map((it) => it.name)),
    callTool: (name, args, signal) =>
      connected(async (client) =>
        JSON.stringify(
          await client.callTool({ name, arguments: args }, undefined, {
            ...options,
            ...(signal && { signal }),
          }),
        ),
      ),
  };
}
