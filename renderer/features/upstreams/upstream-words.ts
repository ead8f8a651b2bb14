import type { UpstreamHealth, UpstreamView } from '../../../contract/model.ts';

/** Changes when any definition does: what was said of the tools may then be other. */
export function definitionsKey({ tools }: UpstreamView): string {
  return tools.map((it) => it.definitionHash).join(' ');
}

/** Where it runs, as far as a person has to know. */
export function transportText({ kind }: Pick<UpstreamView, 'kind'>, health: UpstreamHealth | null): string {
  switch (kind) {
    case 'in-process':
      return 'in this app';
    case 'stdio':
      return 'a command';
    case 'http':
      return health?.transport === 'sse' ? 'over HTTP, in the old way' : 'over HTTP';
  }
}

const transports = {
  'in-process': 'calls within this app',
  stdio: 'the input and output of its process (stdio)',
  streamable: 'HTTP (Streamable HTTP)',
  sse: 'HTTP in the way of 2024 (HTTP+SSE)',
} as const;
const eras = {
  legacy: 'MCP up to 2025-11-25, in which an agent keeps a session',
  modern: 'MCP of 2026-07-28, in which each request stands alone',
} as const;

/** What carries the messages, once known. */
export function carrierText({ transport }: UpstreamHealth): string | null {
  return transport && transports[transport];
}

/** Which MCP it speaks, once known, and what becomes of agents that speak the other one. */
export function revisionText({ eras: known }: UpstreamHealth): string | null {
  const [first, second] = known.map((it) => eras[it]);
  if (first === undefined) return null;
  return second === undefined
    ? `${first}; for agents that speak the other, Checkstand translates`
    : `${first}; and ${second}`;
}

export function changedText(count: number): string {
  return count === 1 ? '1 changed' : `${count} changed`;
}
