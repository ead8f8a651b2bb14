import { expect, test } from 'vitest';
import { manualClock } from '../test/support/manual-clock.ts';
import { createHandOver, type Patience, type WaitingCall } from './hand-over.ts';
import { startLimits } from './limits.ts';
import { ShopFault } from './outcome.ts';
import { createViewState } from './view-state.ts';

const patience: Patience = { coolDownMs: 30_000, quietMs: 40_000, followedMs: 240_000, challengeMs: 10_000 };

function setUp({ canHelp = true } = {}) {
  const clock = manualClock();
  const view = createViewState('demo', clock);
  const handOver = createHandOver({ view, clock, patience, canHelp: () => canHelp });
  const said: string[] = [];
  const callOf = (change: Partial<WaitingCall> = {}): WaitingCall => ({
    limits: startLimits(clock, 60_000, []),
    isFollowed: false,
    mayWait: true,
    progress: (message) => void said.push(message),
    whenFree: async () => undefined,
    ...change,
  });
  return { clock, view, handOver, callOf, said };
}

const wall = () => new ShopFault('robot_check', 'the shop shows a robot check', { details: { wall: 'waf' } });
const signIn = () => new ShopFault('sign_in_required', 'the shop asks to sign in');
const failing = (fault: ShopFault) => async () => Promise.reject<string>(fault);
/** Lets everything that is ready run. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

test('where nobody can help, the call is answered at once and the shop is left alone for longer each time', async () => {
  const { clock, view, handOver, callOf } = setUp({ canHelp: false });
  for (const seconds of [30, 60, 120]) {
    await expect(handOver.past('/cart', callOf(), failing(wall()))).rejects.toThrow(/robot check/);
    expect(() => handOver.check('/s')).toThrow(`left alone for ${seconds} s more`);
    expect(view.get().needsPerson).toMatchObject({
      kind: 'robot_check',
      retryAt: clock.now() + seconds * 1000,
      isCallWaiting: false,
    });
    clock.advance(seconds * 1000 - 1);
    expect(() => handOver.check('/s')).toThrow();
    clock.advance(1);
    expect(() => handOver.check('/s')).not.toThrow();
  }
});

test('the outcome of a call that was not let through is the wall’s own, and says when to come back', async () => {
  const { handOver, callOf } = setUp({ canHelp: false });
  await expect(handOver.past('/cart', callOf(), failing(wall()))).rejects.toThrow();
  const said = (() => {
    try {
      return handOver.check('/s');
    } catch (error) {
      return error;
    }
  })();
  expect(said).toMatchObject({ outcome: 'robot_check', details: { wall: 'waf', retryAfterSeconds: 30 } });
});

test('a page that comes as it should ends the cool-down', async () => {
  const { clock, view, handOver, callOf } = setUp({ canHelp: false });
  await expect(handOver.past('/cart', callOf(), failing(wall()))).rejects.toThrow();
  clock.advance(30_000);
  expect(await handOver.past('/s', callOf(), async () => 'page')).toBe('page');
  expect(view.get().needsPerson).toBeNull();
  await expect(handOver.past('/cart', callOf(), failing(wall()))).rejects.toThrow();
  expect(() => handOver.check('/s')).toThrow('left alone for 30 s');
});

test('asking to sign in on one page keeps agents from that page alone', async () => {
  const { handOver, callOf } = setUp({ canHelp: false });
  await expect(handOver.past('/cart', callOf(), failing(signIn()))).rejects.toThrow();
  expect(() => handOver.check('/cart')).toThrow(/sign in/);
  expect(() => handOver.check('/s')).not.toThrow();
});

test('a call waits for the person, says so, and goes on when they are done and the browser is free', async () => {
  const { view, handOver, callOf, said } = setUp();
  let free = (): void => undefined;
  const whenFree = () => new Promise<void>((resolve) => (free = resolve));
  let opened = 0;
  const waiting = handOver.past('/cart', callOf({ whenFree }), async () => {
    opened += 1;
    if (opened === 1) throw wall();
    return 'page';
  });
  await settle();
  expect(view.get().needsPerson).toMatchObject({ kind: 'robot_check', isCallWaiting: true });
  expect(said).toEqual([expect.stringContaining('waiting for the person')]);
  expect(() => handOver.check('/s')).toThrow();
  handOver.done();
  await settle();
  expect(opened).toBe(1);
  free();
  expect(await waiting).toBe('page');
  expect(view.get().needsPerson).toBeNull();
  expect(handOver.isCallWaiting).toBe(false);
});

test('nobody comes: the call is answered with the wall while its client still listens', async () => {
  const { clock, view, handOver, callOf } = setUp();
  const waiting = handOver.past('/cart', callOf(), failing(wall()));
  const end = expect(waiting).rejects.toMatchObject({ outcome: 'robot_check' });
  await settle();
  clock.advance(40_000);
  await end;
  expect(view.get().needsPerson).toMatchObject({ isCallWaiting: false });
});

test('once a call has waited in vain, later ones are answered at once, until the person is done', async () => {
  const { clock, handOver, callOf, said } = setUp();
  const inVain = handOver.past('/cart', callOf({ isFollowed: true }), failing(signIn()));
  const end = expect(inVain).rejects.toMatchObject({ outcome: 'sign_in_required' });
  await settle();
  clock.advance(patience.followedMs);
  await end;
  const later = () => handOver.past('/cart', callOf({ isFollowed: true }), failing(signIn()));
  await expect(later()).rejects.toThrow(/has not dealt with it yet/);
  expect(said).toHaveLength(1);

  handOver.done();
  const anew = expect(later()).rejects.toThrow(/sign in/);
  await settle();
  expect(handOver.isCallWaiting).toBe(true);
  clock.advance(patience.followedMs);
  await anew;
});

test('a page that opens, or a need of another kind, is waited for anew', async () => {
  const { clock, handOver, callOf } = setUp();
  const waitsFor = async (fault: ShopFault) => {
    const inVain = expect(handOver.past('/cart', callOf(), failing(fault))).rejects.toThrow();
    await settle();
    const isWaiting = handOver.isCallWaiting;
    clock.advance(patience.quietMs);
    await inVain;
    return isWaiting;
  };
  expect(await waitsFor(signIn())).toBe(true);
  expect(await waitsFor(signIn())).toBe(false);
  expect(await waitsFor(wall())).toBe(true);
  expect(await waitsFor(wall())).toBe(false);
  await handOver.past('/s', callOf(), async () => 'page');
  expect(await waitsFor(wall())).toBe(true);
});

test('a client that follows is held longer than the usual deadline', async () => {
  const { clock, handOver, callOf } = setUp();
  const call = callOf({ isFollowed: true });
  let opened = 0;
  const waiting = handOver.past('/cart', call, async () => {
    opened += 1;
    if (opened === 1) throw wall();
    return 'page';
  });
  await settle();
  clock.advance(200_000);
  await settle();
  expect(call.limits.hasEnded()).toBe(false);
  handOver.done();
  expect(await waiting).toBe('page');
  expect(call.limits.remainingMs()).toBeGreaterThanOrEqual(30_000);
});

test('a look that nobody asked for never waits', async () => {
  const { handOver, callOf } = setUp();
  await expect(handOver.past('/cart', callOf({ mayWait: false }), failing(wall()))).rejects.toThrow();
});

test('a caller that leaves stops waiting', async () => {
  const { clock, handOver, callOf } = setUp();
  const leaving = new AbortController();
  const limits = startLimits(clock, 60_000, [leaving.signal]);
  const waiting = handOver.past('/cart', callOf({ limits }), failing(wall()));
  const end = expect(waiting).rejects.toThrow('gone');
  await settle();
  leaving.abort(new Error('gone'));
  await end;
  expect(handOver.isCallWaiting).toBe(false);
});

test('other faults pass through untouched', async () => {
  const { view, handOver, callOf } = setUp();
  const fault = new ShopFault('not_found', 'no page');
  await expect(handOver.past('/dp/x', callOf(), failing(fault))).rejects.toBe(fault);
  expect(view.get().needsPerson).toBeNull();
});
