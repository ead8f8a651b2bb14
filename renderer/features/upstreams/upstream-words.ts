import type { UpstreamHealth, UpstreamView } from '../../../contract/model.ts';

/** Changes when any definition does: what was said of the tools may then be other. */
export function definitionsKey({ tools }: UpstreamView): string {
  return tools.map((it) => it.definitionHash).join(' ');
}

/** How it is, in a word or two. */
export function stateText({ state, signIn }: Pick<UpstreamView, 'state' | 'signIn'>): string {
  if (signIn === 'waiting') return 'signing in';
  if (signIn === 'required') return 'sign-in needed';
  switch (state) {
    case 'ready':
      return 'running';
    case 'starting':
      return 'starting';
    case 'failed':
      return 'not available';
    case 'stopped':
      return 'stopped';
  }
}

const transports = {
  'in-process': 'in this app',
  stdio: 'stdio',
  streamable: 'Streamable HTTP',
  sse: 'HTTP+SSE',
} as const;

/** What it speaks: the transport and, once known, the era of the protocol. */
export function transportText({ kind }: Pick<UpstreamView, 'kind'>, health: UpstreamHealth | null): string {
  const transport = health?.transport
    ? transports[health.transport]
    : kind === 'http'
      ? 'HTTP'
      : transports[kind];
  const eras = health?.eras ?? [];
  return eras.length === 0 ? transport : `${transport} · ${eras.join(', ')}`;
}

export function changedText(count: number): string {
  return count === 1 ? '1 changed' : `${count} changed`;
}
