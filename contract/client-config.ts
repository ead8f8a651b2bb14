import type { JsonObject } from './json.ts';

/** The clients that a ready-made configuration exists for. */
export const clientKinds = ['claude-code', 'claude-desktop', 'codex', 'cursor', 'vscode', 'gemini'] as const;
export type ClientKind = (typeof clientKinds)[number];

/** One server entry of a client's configuration. */
export interface ClientServer {
  /** The name the client shows. */
  readonly name: string;
  readonly url: string;
}

/** How a client that speaks nothing but stdio is connected: it starts a bridge to the running app. */
export interface ClientBridge {
  readonly grant: string;
  /** The program that is `checkstand`, and its first arguments. */
  readonly command: readonly string[];
  readonly dataDir: string;
}

/** What to put where. */
export interface ClientSnippet {
  readonly client: ClientKind;
  readonly title: string;
  /** The file it belongs into. */
  readonly file: string;
  readonly language: 'json' | 'toml';
  readonly text: string;
  /** What else to know, as a sentence. */
  readonly note: string | null;
}

/**
 * A held call is silent for as long as a person thinks, so each client that has a timeout setting gets an hour.
 * Cursor and VS Code have none.
 */
const timeoutMs = 3_600_000;

/** The servers of a grant under the names that snippets use: `checkstand-NAME` at `MCPURL/NAME`. */
export function clientServers(mcpUrl: string, upstreams: readonly string[]): ClientServer[] {
  return upstreams.map((name) => ({ name: `checkstand-${name}`, url: `${mcpUrl}/${name}` }));
}

/** The configuration of one client for the given servers. Pure text: nothing is written anywhere. */
export function clientSnippet(
  client: ClientKind,
  servers: readonly ClientServer[],
  token: string,
  bridge: ClientBridge,
): ClientSnippet {
  const headers = { Authorization: `Bearer ${token}` };
  switch (client) {
    case 'claude-code':
      return {
        client,
        title: 'Claude Code',
        file: '.mcp.json in a project, or ~/.claude.json for all of them',
        ...json({ mcpServers: each(servers, (url) => ({ type: 'http', url, headers, timeout: timeoutMs })) }),
        note: null,
      };
    case 'claude-desktop':
      return {
        client,
        title: 'Claude Desktop',
        file: 'claude_desktop_config.json (Settings, Developer, Edit Config)',
        ...json({ mcpServers: { checkstand: bridgeEntry(bridge, token) } }),
        note: 'It starts a bridge to the running app, with all upstreams of this grant. Claude Desktop waits four minutes: a call it gives up on can be repeated after your answer.',
      };
    case 'codex':
      return {
        client,
        title: 'Codex',
        file: '~/.codex/config.toml',
        language: 'toml',
        text: servers.map((server) => codexTable(server, headers.Authorization)).join('\n'),
        note: null,
      };
    case 'cursor':
      return {
        client,
        title: 'Cursor',
        file: '~/.cursor/mcp.json, or .cursor/mcp.json in a project',
        ...json({ mcpServers: each(servers, (url) => ({ url, headers })) }),
        note: 'Cursor has no setting for how long it waits: a call it gives up on can be repeated after your answer.',
      };
    case 'vscode':
      return {
        client,
        title: 'VS Code',
        file: 'mcp.json (command “MCP: Open User Configuration”)',
        ...json({ servers: each(servers, (url) => ({ type: 'http', url, headers })), inputs: [] }),
        note: 'VS Code has no setting for how long it waits: a call it gives up on can be repeated after your answer.',
      };
    case 'gemini':
      return {
        client,
        title: 'Gemini CLI',
        file: '~/.gemini/settings.json',
        ...json({ mcpServers: each(servers, (url) => ({ url, type: 'http', headers, timeout: timeoutMs })) }),
        note: null,
      };
  }
}

function each(servers: readonly ClientServer[], entry: (url: string) => JsonObject): JsonObject {
  return Object.fromEntries(servers.map(({ name, url }) => [name, entry(url)]));
}

/** The token goes into the environment: a command line can be read by everybody on the machine. */
function bridgeEntry(
  { grant, command: [program = 'checkstand', ...first], dataDir }: ClientBridge,
  token: string,
) {
  const args = [...first, 'bridge', '--grant', grant, '--data-dir', dataDir];
  return { command: program, args, env: { CHECKSTAND_TOKEN: token } };
}

function json(value: JsonObject): { language: 'json'; text: string } {
  return { language: 'json', text: `${JSON.stringify(value, null, 2)}\n` };
}

function codexTable({ name, url }: ClientServer, authorization: string): string {
  return [
    `[mcp_servers.${tomlKey(name)}]`,
    `url = ${tomlString(url)}`,
    `http_headers = { "Authorization" = ${tomlString(authorization)} }`,
    `tool_timeout_sec = ${timeoutMs / 1000}`,
    '',
  ].join('\n');
}

/** A bare key where TOML allows it, else a quoted one (TOML 1.0, Keys). */
function tomlKey(name: string): string {
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : tomlString(name);
}

/** A TOML basic string. JSON's escapes are TOML's, except that TOML also wants DEL escaped and no lone surrogates. */
function tomlString(text: string): string {
  return JSON.stringify(text.toWellFormed()).replaceAll('\u007f', '\\u007f');
}
