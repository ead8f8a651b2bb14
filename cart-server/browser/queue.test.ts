import { expect, test } from 'vitest';
import { createQueue } from './queue.ts';

const never = new AbortController().signal;

test('tasks run one at a time, in order, whatever becomes of the one before', async () => {
  const queue = createQueue();
  const log: string[] = [];
  let finishFirst = (): void => undefined;
  const first = queue.run(async () => {
    log.push('first begins');
    await new Promise<void>((resolve) => (finishFirst = resolve));
    log.push('first ends');
    throw new Error('broken');
  }, never);
  const second = queue.run(async () => {
    log.push('second');
    return 2;
  }, never);
  await Promise.resolve();
  await Promise.resolve();
  finishFirst();
  await expect(first).rejects.toThrow('broken');
  expect(await second).toBe(2);
  expect(log).toEqual(['first begins', 'first ends', 'second']);
});

test('a caller that leaves while waiting is answered at once, and its task never starts', async () => {
  const queue = createQueue();
  let finish = (): void => undefined;
  const first = queue.run(() => new Promise<void>((resolve) => (finish = resolve)), never);
  const leaving = new AbortController();
  let hasStarted = false;
  const second = queue.run(async () => {
    hasStarted = true;
  }, leaving.signal);
  const third = queue.run(async () => 3, never);
  leaving.abort(new Error('gone'));
  await expect(second).rejects.toThrow('gone');
  finish();
  await first;
  expect(await third).toBe(3);
  await queue.idle();
  expect(hasStarted).toBe(false);
});
