import { expect, test } from 'vitest';
import { apiNames } from '../contract/api.ts';
import { ApiError } from '../contract/errors.ts';
import { silentLog } from '../test/support/silent-log.ts';
import type { Caller } from './app.ts';
import { createRouter, type Handlers } from './router.ts';

const person: Caller = { surface: 'console', authorities: new Set(['view', 'manage', 'approve']) };
const onlooker: Caller = { surface: 'window', authorities: new Set(['view']) };

function routerWith(some: Partial<Handlers>) {
  const log = silentLog();
  const unexpected = () => {
    throw new Error('not part of this test');
  };
  const rest = Object.fromEntries(apiNames.map((name) => [name, unexpected]));
  return { log, route: createRouter({ ...rest, ...some } as Handlers, log) };
}

test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', '', 'grants.createe', 'x'.repeat(500)])(
  'answers the name %j as unknown',
  async (name) => {
    const { route } = routerWith({});
    expect(await route({ name, input: {} }, person)).toMatchObject({
      ok: false,
      error: { code: 'unknown_name' },
    });
  },
);

test.each([
  undefined,
  null,
  7,
  'text',
  [],
  {},
  { name: 7, input: {} },
  { name: 'gateway.pause', input: {}, more: 1 },
])('answers %j, which is no frame, as invalid input', async (frame) => {
  const { route } = routerWith({});
  expect(await route(frame, person)).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
});

test('points at what is wrong in the input and does not run the handler', async () => {
  const { route } = routerWith({});
  const input = { name: 'me', upstreams: [], extra: true };
  const reply = await route({ name: 'grants.create', input }, person);
  expect(reply).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
  expect(reply.ok ? [] : reply.error.problems?.map((it) => it.pointer)).toContain('/upstreams');
});

test('needs the authority of the name, also for a frame that is fine', async () => {
  const { route } = routerWith({});
  for (const [name, input] of [
    ['gateway.pause', {}],
    ['approvals.resolve', { approvalId: 'a', verdict: 'approve' }],
  ] as const) {
    expect(await route({ name, input }, onlooker)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  }
});

test('may manage is not may approve', async () => {
  const { route } = routerWith({});
  const manager: Caller = { surface: 'shell', authorities: new Set(['view', 'manage']) };
  const input = { approvalId: 'a', verdict: 'approve' };
  expect(await route({ name: 'approvals.resolve', input }, manager)).toMatchObject({
    error: { code: 'forbidden', message: 'the shell may not approve, which `approvals.resolve` needs' },
  });
});

test('a refusal on purpose travels with its code and problems', async () => {
  const problems = [{ pointer: '/default', message: 'unknown effect `alow`' }];
  const { route, log } = routerWith({
    'policy.check': () => {
      throw new ApiError('invalid_policy', 'the policy has a mistake', { problems });
    },
  });
  expect(await route({ name: 'policy.check', input: { document: {} } }, person)).toEqual({
    ok: false,
    error: { code: 'invalid_policy', message: 'the policy has a mistake', problems },
  });
  expect(log.entries).toEqual([]);
});

test('what breaks is told to the log alone', async () => {
  const { route, log } = routerWith({
    'audit.verify': () => {
      throw new Error('disk at /home/someone is on fire');
    },
  });
  const reply = await route({ name: 'audit.verify', input: {} }, person);
  expect(reply).toMatchObject({ ok: false, error: { code: 'internal' } });
  expect(JSON.stringify(reply)).not.toContain('/home/someone');
  expect(log.entries).toMatchObject([{ level: 'error', details: { frame: 'audit.verify' } }]);
});

test('an answer that breaks the contract does not leave the app', async () => {
  const { route, log } = routerWith({
    'gateway.pause': () => ({ isPaused: 'yes' }) as unknown as { isPaused: boolean },
  });
  expect(await route({ name: 'gateway.pause', input: {} }, person)).toMatchObject({
    error: { code: 'internal' },
  });
  expect(log.entries).toHaveLength(1);
});

test('an answer carries what the contract names and nothing more', async () => {
  const { route } = routerWith({ 'gateway.pause': () => ({ isPaused: true, token: 'secret' }) });
  expect(await route({ name: 'gateway.pause', input: {} }, person)).toEqual({
    ok: true,
    value: { isPaused: true },
  });
});
