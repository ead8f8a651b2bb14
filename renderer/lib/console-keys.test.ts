import { expect, test } from 'vitest';
import { createConsoleKeys, ticketOf } from './console-keys.ts';

function keysWith(options: { ticket?: string; answer?: () => Promise<Response>; kept?: string }) {
  const kept = new Map<string, string>(options.kept === undefined ? [] : [['checkstand.key', options.kept]]);
  const posted: string[] = [];
  const keys = createConsoleKeys({
    storage: {
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => void kept.set(name, value),
      removeItem: (name) => void kept.delete(name),
    },
    takeTicket: () => options.ticket,
    fetch: (_url, init) => {
      posted.push(init?.body as string);
      return options.answer?.() ?? Promise.reject(new Error('no server'));
    },
  });
  return { keys, kept, posted };
}
const json = (status: number, body: unknown) => async () => new Response(JSON.stringify(body), { status });

test('a ticket is traded once, and its key is kept', async () => {
  const { keys, kept, posted } = keysWith({ ticket: 'T', answer: json(200, { key: 'K' }) });
  expect(await keys.obtain()).toEqual({ kind: 'key', key: 'K' });
  expect(await keys.obtain()).toEqual({ kind: 'key', key: 'K' });
  expect(posted).toEqual(['{"ticket":"T"}']);
  expect([...kept.values()]).toEqual(['K']);
});

test('a used ticket locks, unless the tab has a key already', async () => {
  expect(await keysWith({ ticket: 'T', answer: json(410, {}) }).keys.obtain()).toEqual({
    kind: 'locked',
    why: 'used_link',
  });
  expect(await keysWith({ ticket: 'T', answer: json(410, {}), kept: 'K' }).keys.obtain()).toEqual({
    kind: 'key',
    key: 'K',
  });
});

test('an answer that is no key locks instead of going on with nonsense', async () => {
  const { keys } = keysWith({ ticket: 'T', answer: async () => new Response('<html>') });
  expect(await keys.obtain()).toEqual({ kind: 'locked', why: 'used_link' });
});

test('without a server the ticket is kept for the next try', async () => {
  let isUp = false;
  const { keys } = keysWith({
    ticket: 'T',
    answer: () => (isUp ? json(200, { key: 'K' })() : Promise.reject(new Error('down'))),
  });
  expect(await keys.obtain()).toEqual({ kind: 'unreachable' });
  isUp = true;
  expect(await keys.obtain()).toEqual({ kind: 'key', key: 'K' });
});

test('without anything it is locked; with a pasted link or key it is not', async () => {
  const { keys, posted } = keysWith({ answer: json(200, { key: 'K' }) });
  expect(await keys.obtain()).toEqual({ kind: 'locked', why: 'no_key' });
  keys.accept('  some-key ');
  expect(await keys.obtain()).toEqual({ kind: 'key', key: 'some-key' });
  keys.forget();
  expect(await keys.obtain()).toEqual({ kind: 'locked', why: 'refused_key' });
  keys.accept('http://127.0.0.1:4748/#ticket=abc_-9');
  expect(await keys.obtain()).toEqual({ kind: 'key', key: 'K' });
  expect(posted).toEqual(['{"ticket":"abc_-9"}']);
});

test('a route is no ticket', () => {
  expect(ticketOf('#/live')).toBeUndefined();
});
