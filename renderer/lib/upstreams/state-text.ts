import type { UpstreamView } from '../../../contract/model.ts';

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
