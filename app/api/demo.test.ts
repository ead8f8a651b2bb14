import { expect, test } from 'vitest';
import { createSwitchBoard } from '../../cart-server/demo-store/switches.ts';
import { createViewState } from '../../cart-server/view-state.ts';
import type { StoreView } from '../../contract/model.ts';
import type { Caller } from '../app.ts';
import { demoHandlers } from './demo.ts';

const person: Caller = { surface: 'console', authorities: new Set(['manage']) };

type Need = NonNullable<StoreView['needsPerson']>['kind'];

function setUp(kind: Need | null) {
  const view = createViewState('demo', { now: () => 0 });
  view.set({ needsPerson: kind && { kind, since: 0, retryAt: null, isCallWaiting: false } });
  let looks = 0;
  const refresh = async () => {
    looks += 1;
    return view.get();
  };
  const handlers = demoHandlers(
    createSwitchBoard(() => undefined),
    { view: () => view.get(), refresh },
  );
  return { set: handlers['demo.setSwitches'], looks: () => looks };
}

test.for(['robot_check', 'sign_in'] as const)(
  'everything normal again: a store that asked for the person (%s) is looked at again',
  async (kind) => {
    const { set, looks } = setUp(kind);
    await set({}, person);
    expect(looks()).toBe(1);
  },
);

test.for([{ wall: { kind: 'captcha', times: 'always' } }, { asksSignIn: true }] as const)(
  'a store that still asks for the person is left alone: %j',
  async (switches) => {
    const { set, looks } = setUp('robot_check');
    await set(switches, person);
    expect(looks()).toBe(0);
  },
);

test('a store that asks for nobody is not looked at', async () => {
  const { set, looks } = setUp(null);
  await set({ delayMs: 10 }, person);
  expect(looks()).toBe(0);
});
