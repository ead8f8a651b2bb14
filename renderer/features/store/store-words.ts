import type { StoreView } from '../../../contract/model.ts';
import type { Tone } from '../../ui/badge.tsx';

/** The shop as a person calls it. */
export function storeName(store: string): string {
  return store === 'demo' ? 'Demo store' : store;
}

export function sessionWord(view: Pick<StoreView, 'session' | 'name'>): { text: string; tone: Tone } {
  switch (view.session) {
    case 'signed_in':
      return { text: view.name === null ? 'Signed in' : `Signed in as ${view.name}`, tone: 'allow' };
    case 'signed_out':
      return { text: 'Signed out', tone: 'ask' };
    case 'blocked':
      return { text: 'The shop asks for a human', tone: 'deny' };
    case 'unreachable':
      return { text: 'The shop cannot be reached', tone: 'deny' };
    case 'browser_down':
      return { text: 'The browser is down', tone: 'deny' };
    case 'unknown':
      return { text: 'Not read yet', tone: 'none' };
  }
}

export const browserWords: Readonly<Record<StoreView['browser'], string>> = {
  not_started: 'not started; starts with the first call',
  starting: 'starting',
  ready: 'ready',
  busy: 'working',
  crashed: 'crashed; starts again with the next call',
  missing: 'not found',
};

/** What stands above the words about a problem: whether the person has to do something, or only has to know. */
export function problemTitle({ session, needsPerson }: Pick<StoreView, 'session' | 'needsPerson'>): string {
  if (needsPerson || session === 'blocked' || session === 'signed_out') return 'Something needs you';
  if (session === 'unreachable') return 'Agents cannot shop now';
  return session === 'browser_down' ? 'The browser cannot be used' : 'Something went wrong';
}

/** What most likely helps. Signing in is done here or in a window; everything else that is asked for, in a window. */
export function mainActionOf({
  session,
  needsPerson,
}: Pick<StoreView, 'session' | 'needsPerson'>): 'open_browser' | 'sign_in' | 'refresh' {
  if (needsPerson) return needsPerson.kind === 'sign_in' ? 'sign_in' : 'open_browser';
  return session === 'unreachable' || session === 'browser_down' || session === 'signed_in'
    ? 'refresh'
    : 'sign_in';
}
