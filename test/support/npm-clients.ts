import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A public MCP client from npm, run as its own process as a person would run it. Answers what it printed. */
export interface NpmClient {
  readonly name: string;
  listTools(): Promise<string[]>;
  callTool(tool: string, args: Record<string, string>): Promise<string>;
}

const bin = (name: string) => fileURLToPath(new URL(`../../node_modules/.bin/${name}`, import.meta.url));

/** Runs it with a home of its own. A tool result with isError may end it with an exit code: its output counts. */
function run(command: string, argv: readonly string[], home: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home, NO_COLOR: '1' };
    execFile(command, argv, { env, timeout: 90_000, maxBuffer: 1 << 24 }, (error, stdout, stderr) => {
      if (stdout.trim() === '') reject(new Error(`${command} printed nothing: ${stderr}`, { cause: error }));
      else resolve(stdout);
    });
  });
}

const toolNames = (printed: string) =>
  (JSON.parse(printed) as { tools: { name: string }[] }).tools.map((it) => it.name); // as both print a list

/** The MCP Inspector in CLI mode. */
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
    callTool(tool, args) {
      const pairs = Object.entries(args).map(([name, value]) => `${name}=${value}`);
      const given = pairs.length > 0 ? ['--tool-arg', ...pairs] : [];
      return run(bin('mcp-inspector'), [...base, 'tools/call', '--tool-name', tool, ...given], home);
    },
  };
}

/** mcporter, from a config file as its users write it. */
export function mcporter(url: string, token: string, folder: string): NpmClient {
  const home = mkdtempSync(join(folder, 'mcporter-'));
  const config = join(home, 'mcporter.json');
  const server = { baseUrl: url, headers: { Authorization: `Bearer ${token}` } };
  writeFileSync(config, JSON.stringify({ mcpServers: { cart: server } }));
  const base = ['--config', config];
  return {
    name: 'mcporter',
    listTools: async () => toolNames(await run(bin('mcporter'), [...base, 'list', 'cart', '--json'], home)),
    callTool(tool, args) {
      const pairs = Object.entries(args).map(([name, value]) => `${name}=${value}`);
      return run(bin('mcporter'), [...base, 'call', `cart.${tool}`, ...pairs, '--output', 'text'], home);
    },
  };
}
