/** What a start without a window tells; the JSON form is exactly this. */
export interface Ready {
  readonly mcp: string;
  /** The one-time link to the console. */
  readonly ui: string;
  readonly operatorKey: string;
  readonly dataDir: string;
  readonly token?: string;
}

/** For programs: one line. */
export function readyLine({ mcp, ui, operatorKey, dataDir, token }: Ready): string {
  return JSON.stringify({ mcp, ui, operatorKey, dataDir, ...(token !== undefined && { token }) });
}

/** For people. */
export function readyText(ready: Ready, grant: string | undefined, isTerminal: boolean): string {
  return [
    'Checkstand is running.',
    '',
    `  Console       ${ready.ui}`,
    `                (this link works once, for ten minutes${isTerminal ? '; press Enter for a new one' : ''})`,
    `  MCP endpoint  ${ready.mcp}/cart`,
    `  Data folder   ${ready.dataDir}`,
    '',
    ...connecting(ready, grant),
    '',
    'For commands from another shell (see bin/checkstand.js --help):',
    `  export CHECKSTAND_KEY=${ready.operatorKey}`,
    '',
    'Ctrl-C stops it.',
  ].join('\n');
}

function connecting({ mcp, token }: Ready, grant: string | undefined): string[] {
  if (token === undefined)
    return ['To connect an agent, open the console and go to Clients, or start with --grant NAME.'];
  return [
    `The token of \`${grant}\`, shown this once:`,
    `  ${token}`,
    'For example, for Claude Code:',
    `  claude mcp add --transport http cart ${mcp}/cart --header "Authorization: Bearer ${token}"`,
  ];
}
