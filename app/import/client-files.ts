import { posix, win32 } from 'node:path';

/** A configuration file in which an MCP client keeps its servers. */
export interface ClientFile {
  readonly client: string;
  readonly title: string;
  readonly file: string;
}

/** Where the clients of this machine keep their servers. Whether the files exist is another matter. */
export function clientFiles(around: {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}): ClientFile[] {
  const { platform, home, env } = around;
  const { join } = platform === 'win32' ? win32 : posix;
  const roaming = env['APPDATA'] ?? join(home, 'AppData', 'Roaming');
  const local = env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local');
  const support = join(home, 'Library', 'Application Support');
  const config = env['XDG_CONFIG_HOME'] ?? join(home, '.config');
  /** The folder of a desktop application's data. */
  const data = platform === 'win32' ? roaming : platform === 'darwin' ? support : config;
  const file = (client: string, title: string, ...path: string[]): ClientFile => ({
    client,
    title,
    file: join(...(path as [string])),
  });
  const storeApp = join(local, 'Packages', 'Claude_pzs8sxrjxfjjc', 'LocalCache', 'Roaming');
  return [
    file('claude-code', 'Claude Code', home, '.claude.json'),
    file('claude-desktop', 'Claude Desktop', data, 'Claude', 'claude_desktop_config.json'),
    ...(platform === 'win32'
      ? [file('claude-desktop', 'Claude Desktop', storeApp, 'Claude', 'claude_desktop_config.json')]
      : []),
    file('cursor', 'Cursor', home, '.cursor', 'mcp.json'),
    file('vscode', 'VS Code', data, 'Code', 'User', 'mcp.json'),
    file('copilot-cli', 'Copilot CLI', home, '.copilot', 'mcp-config.json'),
    file('windsurf', 'Windsurf', home, '.codeium', 'windsurf', 'mcp_config.json'),
    file('codex', 'Codex', env['CODEX_HOME'] ?? join(home, '.codex'), 'config.toml'),
    file('gemini', 'Gemini CLI', home, '.gemini', 'settings.json'),
    file('opencode', 'opencode', join(home, '.config'), 'opencode', 'opencode.json'),
    file('opencode', 'opencode', join(home, '.config'), 'opencode', 'opencode.jsonc'),
    file(
      'zed',
      'Zed',
      platform === 'win32' ? roaming : join(home, '.config'),
      platform === 'win32' ? 'Zed' : 'zed',
      'settings.json',
    ),
    platform === 'win32'
      ? file('goose', 'Goose', roaming, 'Block', 'goose', 'config', 'config.yaml')
      : file('goose', 'Goose', config, 'goose', 'config.yaml'),
  ];
}
