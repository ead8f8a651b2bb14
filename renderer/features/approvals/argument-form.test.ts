import { expect, test } from 'vitest';
import type { JsonObject } from '../../../contract/json.ts';
import { changedTotal, changesBetween, changeWords, fieldsOf, readFields, textsOf } from './argument-form.ts';

const schema: JsonObject = {
  type: 'object',
  properties: {
    query: { type: 'string' },
    quantity: { type: 'integer', minimum: 1, maximum: 999 },
    isGift: { type: 'boolean' },
    speed: { enum: ['slow', 'fast'] },
    tags: { type: 'array' },
  },
  required: ['query'],
};
const read = (args: JsonObject, edits: Record<string, string>) => {
  const fields = fieldsOf(schema, args);
  return readFields(fields, { ...textsOf(fields, args), ...edits });
};

test('what nobody touches comes back as it was, whatever its kind', () => {
  const args: JsonObject = {
    ...{ query: '12', quantity: 10, isGift: false, speed: 'fast', tags: ['a', 1] },
    ...{ unknown: { deep: null }, nothing: null },
  };
  expect(read(args, {})).toEqual({ args, problems: {} });
});

test('an edit keeps the kind of its argument; emptied, it is not given', () => {
  expect(read({ query: 'tea', quantity: 10 }, { quantity: '2' }).args).toEqual({ query: 'tea', quantity: 2 });
  expect(read({ query: 'tea', quantity: 10 }, { quantity: '' }).args).toEqual({ query: 'tea' });
  expect(read({ query: 'tea' }, { isGift: 'true', tags: '["x"]' }).args).toEqual({
    ...{ query: 'tea', isGift: true, tags: ['x'] },
  });
});

test.each([
  [{ query: '' }, 'query', 'Cannot be left out.'],
  [{ quantity: 'many' }, 'quantity', 'This is not a number.'],
  [{ quantity: '1.5' }, 'quantity', 'Whole numbers only.'],
  [{ quantity: '0' }, 'quantity', 'At least 1.'],
  [{ quantity: '1000' }, 'quantity', 'At most 999.'],
  [{ tags: '[' }, 'tags', 'This is not valid JSON.'],
])('%j cannot be sent', (edits, name, problem) => {
  expect(read({ query: 'tea' }, edits as Record<string, string>).problems).toEqual({ [name]: problem });
});

test('a changed quantity is said and totalled at the price that was shown; nothing else is guessed', () => {
  const changes = changesBetween({ query: 'tea', quantity: 10 }, { query: 'tea', quantity: 2 });
  expect(changes.map(changeWords)).toEqual(['quantity: 10 → 2']);
  expect(changedTotal({ priceMinor: 799, quantity: 10 }, changes)).toBe(1598);
  expect(changedTotal({ priceMinor: null, quantity: 10 }, changes)).toBeNull();
  expect(changedTotal({ priceMinor: 799, quantity: 3 }, changes)).toBeNull();
  const another = changesBetween({ query: 'tea', quantity: 10 }, { query: 'cocoa', quantity: 2 });
  expect(changedTotal({ priceMinor: 799, quantity: 10 }, another)).toBeNull();
});
