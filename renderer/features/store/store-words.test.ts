import { expect, test } from 'vitest';
import type { StoreView } from '../../../contract/model.ts';
import { mainActionOf, problemTitle } from './store-words.ts';

const need = (kind: NonNullable<StoreView['needsPerson']>['kind']) => ({
  kind,
  since: 0,
  retryAt: null,
  isCallWaiting: true,
});

test.for<[Parameters<typeof mainActionOf>[0], ReturnType<typeof mainActionOf>]>([
  [{ session: 'blocked', needsPerson: need('robot_check') }, 'open_browser'],
  [{ session: 'signed_in', needsPerson: need('choose_store') }, 'open_browser'],
  [{ session: 'signed_out', needsPerson: need('sign_in') }, 'sign_in'],
  [{ session: 'signed_out', needsPerson: null }, 'sign_in'],
  [{ session: 'unknown', needsPerson: null }, 'sign_in'],
  [{ session: 'unreachable', needsPerson: null }, 'refresh'],
  [{ session: 'browser_down', needsPerson: null }, 'refresh'],
])('%j: what most likely helps is %s', ([view, action]) => {
  expect(mainActionOf(view)).toBe(action);
});

test('only what a person can do something about says that it needs them', () => {
  expect(problemTitle({ session: 'blocked', needsPerson: need('robot_check') })).toBe('Something needs you');
  expect(problemTitle({ session: 'unreachable', needsPerson: null })).toBe('Agents cannot shop now');
});
