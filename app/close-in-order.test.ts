import { expect, test } from 'vitest';
import { manualClock } from '../test/support/manual-clock.ts';
import { silentLog } from '../test/support/silent-log.ts';
import { closeInOrder } from './close-in-order.ts';

test('closes all in order, also past one that throws and one that hangs', async () => {
  const clock = manualClock();
  const log = silentLog();
  const closed: string[] = [];
  const hanging = Promise.withResolvers<void>();
  const done = closeInOrder(
    [
      ['first', () => void closed.push('first')],
      ['second', () => Promise.reject(new Error('broken'))],
      [
        'third',
        () => {
          closed.push('third');
          hanging.resolve();
          return new Promise(() => {});
        },
      ],
      ['last', async () => void closed.push('last')],
    ],
    { clock, log },
  );
  await hanging.promise;
  clock.advance(15_000);
  await done;
  expect(closed).toEqual(['first', 'third', 'last']);
  expect(log.entries.map((it) => it.message)).toEqual([
    'closing the second failed',
    'closing the third failed',
  ]);
});
