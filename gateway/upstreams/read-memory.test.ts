import { expect, test } from 'vitest';
import { giveBack, joined } from './read-memory.ts';

const filled = (bytes: number, value: number) => Buffer.from(new ArrayBuffer(bytes)).fill(value);

test('a chunk that is all of its memory is freed; of a part nothing is touched', () => {
  const whole = filled(100_000, 1);
  giveBack(whole);
  expect(whole.length).toBe(0);

  const shared = filled(100_000, 2);
  const [head, tail] = [shared.subarray(0, 60_000), shared.subarray(60_000)];
  giveBack(head);
  expect(tail.equals(Buffer.alloc(40_000, 2))).toBe(true);
});

test('buffers of the pool that all small ones share are never freed', () => {
  const [one, other] = [Buffer.from('one'), Buffer.from('other')];
  giveBack(one);
  joined([one, one, one], 9);
  expect(other.toString()).toBe('other');
  expect(one.toString()).toBe('one');
});

test('joined are the bytes in order; the last chunk stays with whoever reads', () => {
  const chunks = [filled(50_000, 1), Buffer.from('in between'), filled(50_000, 2), filled(50_000, 3)];
  const expected = Buffer.concat(chunks);
  const whole = joined(chunks, expected.length);
  expect(whole.equals(expected)).toBe(true);
  expect(chunks.map(({ length }) => length)).toEqual([0, 10, 0, 50_000]);
});

test('a single chunk is not copied', () => {
  const only = filled(50_000, 1);
  expect(joined([only], only.length)).toBe(only);
  expect(only.length).toBe(50_000);
});
