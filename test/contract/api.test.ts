import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { api, apiNames, type ApiInput, type ApiName } from '../../contract/api.ts';
import type { ApiErrorCode } from '../../contract/errors.ts';
import { randomIds } from '../../app/random-ids.ts';
import { startApp, type StartedApp } from '../support/start-app.ts';
import { bindings, type OpenBinding } from './bindings.ts';
import { openConsole } from '../support/console-socket.ts';

/** One call of each name on a fresh app, and how it is answered: a value, or the code of its refusal. */
const calls: { readonly [N in ApiName]: { input: ApiInput<N>; answer: 'value' | ApiErrorCode } } = {
  'console.snapshot': { input: {}, answer: 'value' },
  'calls.list': { input: { beforeSeq: 1, limit: 10 }, answer: 'value' },
  'pictures.get': { input: { pictureId: 'none' }, answer: 'not_found' },
  'approvals.resolve': { input: { approvalId: 'none', verdict: 'approve' }, answer: 'not_found' },
  'approvals.resolveMany': { input: { approvalIds: ['none'], verdict: 'deny' }, answer: 'value' },
  'approvals.suggestRule': { input: { approvalId: 'none' }, answer: 'not_found' },
  'remembered.list': { input: {}, answer: 'value' },
  'remembered.revoke': { input: { id: 'none' }, answer: 'not_found' },
  'budgets.list': { input: {}, answer: 'value' },
  'calls.undo': { input: { callId: 'none' }, answer: 'not_found' },
  'gateway.pause': { input: {}, answer: 'value' },
  'gateway.resume': { input: {}, answer: 'value' },
  'grants.create': { input: { name: 'agent', upstreams: ['cart'] }, answer: 'value' },
  'grants.rotate': { input: { grantId: 'none' }, answer: 'not_found' },
  'grants.setUpstreams': { input: { grantId: 'none', upstreams: ['cart'] }, answer: 'not_found' },
  'grants.revoke': { input: { grantId: 'none' }, answer: 'not_found' },
  'tools.setEffect': { input: { upstream: 'cart', tool: 'view_cart', effect: 'deny' }, answer: 'value' },
  'policy.save': {
    input: { upstream: 'cart', grantId: null, document: { version: '1', default: 'alow' } },
    answer: 'invalid_policy',
  },
  'policy.check': { input: { document: {}, upstream: 'cart' }, answer: 'value' },
  'policy.explain': {
    input: { upstream: 'cart', grantId: null, tool: 'add_to_cart', args: { query: 'tea', quantity: 99 } },
    answer: 'value',
  },
  'policy.replay': {
    input: { upstream: 'cart', grantId: null, document: { version: '1', default: 'ask' }, days: 7 },
    answer: 'value',
  },
  'policy.import': { input: { text: 'version: "1"' }, answer: 'value' },
  'policy.versions': { input: { upstream: 'cart', grantId: null }, answer: 'value' },
  // `tools.setEffect` above has made version 2.
  'policy.rollBack': { input: { upstream: 'cart', grantId: null, version: 1 }, answer: 'value' },
  'policy.remove': { input: { upstream: 'cart', grantId: 'none' }, answer: 'not_found' },
  'upstreams.add': {
    input: { kind: 'stdio', name: 'Not A Name', command: 'true', args: [] },
    answer: 'invalid_input',
  },
  'upstreams.remove': { input: { name: 'none' }, answer: 'not_found' },
  'upstreams.restart': { input: { name: 'none' }, answer: 'not_found' },
  'upstreams.start': { input: { name: 'none' }, answer: 'not_found' },
  'upstreams.stop': { input: { name: 'none' }, answer: 'not_found' },
  'upstreams.config': { input: { name: 'none' }, answer: 'not_found' },
  'upstreams.update': {
    input: { kind: 'stdio', name: 'none', command: 'true', args: [] },
    answer: 'not_found',
  },
  'upstreams.health': { input: { name: 'cart' }, answer: 'value' },
  'upstreams.logs': { input: { name: 'cart' }, answer: 'value' },
  'upstreams.signIn': { input: { name: 'none' }, answer: 'not_found' },
  'upstreams.signOut': { input: { name: 'none' }, answer: 'not_found' },
  'upstreams.importable': { input: {}, answer: 'value' },
  'upstreams.readSnippet': { input: { text: 'npx -y server' }, answer: 'value' },
  'upstreams.import': {
    input: { from: { kind: 'client', client: 'x', file: '/etc/passwd' }, entries: [{ key: 'x', name: 'x' }] },
    answer: 'not_found',
  },
  'catalogue.get': { input: { name: 'cart' }, answer: 'value' },
  'drift.list': { input: {}, answer: 'value' },
  'drift.accept': { input: { name: 'cart', tool: 'view_cart', definitionHash: 'none' }, answer: 'not_found' },
  'store.refresh': { input: {}, answer: 'value' },
  'store.signIn': { input: {}, answer: 'value' },
  'store.openBrowser': { input: {}, answer: 'value' },
  'store.saveSession': { input: {}, answer: 'value' },
  'store.forgetSession': { input: {}, answer: 'value' },
  'demo.getSwitches': { input: {}, answer: 'value' },
  'demo.setSwitches': { input: { delayMs: 10, wall: { kind: 'captcha', times: 'once' } }, answer: 'value' },
  'settings.set': { input: { theme: 'dark' }, answer: 'value' },
  'audit.verify': { input: {}, answer: 'value' },
};

describe.each(bindings)('the application API, $name', (binding) => {
  let started: StartedApp;
  let open: OpenBinding;
  beforeAll(async () => {
    // No browser: the store's names must answer all the same, with a view that says what is missing.
    started = await startApp({ overrides: { browserPath: '/nowhere/browser' } });
    open = await binding.open(started);
  });
  afterAll(async () => {
    await open.close();
    await started.close();
  });

  test.each(apiNames)('%s', async (name) => {
    const { input, answer } = calls[name];
    const reply = await open.call({ name, input });
    if (answer !== 'value') return expect(reply).toMatchObject({ ok: false, error: { code: answer } });
    expect(reply).toMatchObject({ ok: true });
    if (reply.ok) expect(() => api[name].output.parse(reply.value)).not.toThrow();
  });

  test.each(['constructor', '__proto__', 'toString', 'console', 'CONSOLE.SNAPSHOT', ''])(
    'the name `%s` is unknown',
    async (name) => {
      const reply = await open.call({ name, input: {} });
      expect(reply).toMatchObject({ ok: false, error: { code: 'unknown_name' } });
    },
  );

  test.each([
    ['no frame', null],
    ['a text', 'console.snapshot'],
    ['a list', ['console.snapshot', {}]],
    ['a name that is a number', { name: 7, input: {} }],
    ['a member too many', { name: 'console.snapshot', input: {}, as: 'root' }],
    ['no input', { name: 'console.snapshot' }],
    ['input of another type', { name: 'calls.list', input: { beforeSeq: '1', limit: 10 } }],
    ['input with a member too many', { name: 'gateway.pause', input: { now: true } }],
    ['input out of range', { name: 'calls.list', input: { beforeSeq: 1, limit: 1_000_000 } }],
    ['input that is a list', { name: 'gateway.pause', input: [] }],
  ])('answers %s as invalid input', async (_what, frame) => {
    expect(await open.call(frame)).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
  });

  test('says what happened, in sequence', async () => {
    const before = (await started.call('console.snapshot', {})).seq;
    const events = () => open.pushes.flatMap((it) => (it.kind === 'event' ? [it.event] : []));
    await open.call({ name: 'gateway.pause', input: {} });
    await open.call({ name: 'gateway.resume', input: {} });
    await vi.waitFor(() => expect(events().at(-1)).toMatchObject({ type: 'gateway.resumed' }));
    const news = events().filter((it) => it.seq > before);
    expect(news.map((it) => [it.seq - before, it.type])).toEqual([
      [1, 'gateway.paused'],
      [2, 'gateway.resumed'],
    ]);
  });
});

test('a client token of the MCP endpoint opens no console', async () => {
  const started = await startApp({ overrides: { browserPath: '/nowhere/browser' } });
  try {
    const token = await started.grant('agent');
    await expect(openConsole(started.ui.url, token)).rejects.toThrow('401');
    await expect(openConsole(started.ui.url, randomIds.token())).rejects.toThrow('401');
  } finally {
    await started.close();
  }
});
