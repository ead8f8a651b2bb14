import { expect, test } from 'vitest';
import type { TypedCall } from '../../contract/bridge.ts';
import { createPictures } from './pictures.ts';

test('a picture lost with the connection is not asked for again until somebody needs it', async () => {
  let asked = 0;
  const call = (() => {
    asked += 1;
    return Promise.resolve({ ok: false, error: { code: 'unavailable', message: 'gone' } });
  }) as unknown as TypedCall; // one answer for every name
  const pictures = createPictures(call);
  // A component that shows it: told of anything, it looks again.
  pictures.subscribe(() => pictures.get('one'));
  expect(pictures.get('one')).toBeUndefined();
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked).toBe(1);
  pictures.get('one');
  expect(asked).toBe(2);
});
