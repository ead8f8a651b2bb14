import { expect, test } from 'vitest';
import { createBreaker } from './breaker.ts';
import type { ChannelListener, OpenChannel } from './channel.ts';
import { frameOfMessage } from './frame.ts';
import { guardedLink, guardedOpen } from './guarded.ts';
import { NotDoneError, type HttpAnswer, type HttpLink } from './http-link.ts';

const nobody: ChannelListener = { onFrame() {}, onClose() {} };

function setUp() {
  const time = { now: 0 };
  const clock = { now: () => time.now, after: () => () => {} };
  const state: { closed: string | undefined } = { closed: undefined };
  const breaker = createBreaker({ clock, threshold: 3, openMs: [1_000] });
  return { time, breaker, state, whyClosed: () => state.closed };
}

test('a server that ends before it says anything did not start; after three it is not tried', async () => {
  const { breaker, whyClosed, time } = setUp();
  let opened = 0;
  const open: OpenChannel = async (listener) => {
    opened += 1;
    queueMicrotask(() => listener.onClose('its process exited with code 3'));
    return { send() {}, close: async () => {} };
  };
  const guarded = guardedOpen(open, breaker, whyClosed, () => {});
  for (let at = 0; at < 3; at += 1) {
    await guarded(nobody);
    await Promise.resolve();
  }
  await expect(guarded(nobody)).rejects.toThrow('its process exited with code 3');
  expect(opened).toBe(3);
  time.now = 1_000;
  await guarded(nobody);
  expect(opened).toBe(4);
});

test('one that answered has started, however it ends; changed tools are told', async () => {
  const { breaker, whyClosed } = setUp();
  let changes = 0;
  const open: OpenChannel = async (listener) => {
    queueMicrotask(() => {
      listener.onFrame(frameOfMessage({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' }));
      listener.onClose('killed');
    });
    return { send() {}, close: async () => {} };
  };
  const guarded = guardedOpen(open, breaker, whyClosed, () => (changes += 1));
  for (let at = 0; at < 5; at += 1) {
    await guarded(nobody);
    await Promise.resolve();
  }
  expect([breaker.state, changes]).toEqual(['closed', 5]);
});

test('while it is stopped nothing is opened and nothing sent', async () => {
  const { breaker, state, whyClosed } = setUp();
  state.closed = 'it is stopped';
  const open: OpenChannel = () => Promise.reject(new Error('opened all the same'));
  await expect(guardedOpen(open, breaker, whyClosed, () => {})(nobody)).rejects.toThrow('it is stopped');
  const link: HttpLink = {
    isStateful: false,
    send() {
      throw new Error('sent all the same');
    },
    close: async () => {},
  };
  const error = await new Promise<Error>((resolve) => send(guardedLink(link, breaker, whyClosed), resolve));
  expect([error.message, error instanceof NotDoneError]).toEqual(['it is stopped', true]);
});

test('what cannot be reached is refused at once; who gives up the one try leaves it to the next', async () => {
  const { breaker, whyClosed, time } = setUp();
  const answers: HttpAnswer[] = [];
  const link: HttpLink = {
    isStateful: false,
    send: (_question, answer) => (answers.push(answer), { resume() {}, abort() {} }),
    close: async () => {},
  };
  const guarded = guardedLink(link, breaker, whyClosed);
  for (let at = 0; at < 3; at += 1) {
    send(guarded, () => {});
    answers.at(-1)?.onError(new NotDoneError('sign in', { isRefusal: true }));
  }
  for (let at = 0; at < 3; at += 1) {
    send(guarded, () => {});
    answers.at(-1)?.onError(new NotDoneError('x', { code: 'ECONNREFUSED' }));
  }
  expect(breaker.state).toBe('closed');
  answers.length = 0;
  for (let at = 0; at < 3; at += 1) {
    send(guarded, () => {});
    answers.at(-1)?.onError(new NotDoneError('x', { code: 'UND_ERR_CONNECT_TIMEOUT' }));
  }
  const refused = await new Promise<Error>((resolve) => send(guarded, resolve));
  expect(refused.message).toContain('the next try is in 1 s: no connection within 10 s');
  expect(answers).toHaveLength(3);
  time.now = 1_000;
  send(guarded, () => {}).abort();
  send(guarded, () => {});
  answers.at(-1)?.onHead(200, {});
  send(guarded, () => {});
  expect([answers.length, breaker.state]).toEqual([6, 'closed']);
});

function send(link: HttpLink, onError: (error: Error) => void) {
  const answer: HttpAnswer = { onHead() {}, onData: () => true, onEnd() {}, onError };
  return link.send({ method: 'POST', headers: [], body: null }, answer);
}
