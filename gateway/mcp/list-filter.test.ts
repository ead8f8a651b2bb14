import { expect, test } from 'vitest';
import { createListFilter, filterToolList } from './list-filter.ts';

const list = (id: number | string, names: string[]) =>
  Buffer.from(
    JSON.stringify({
      result: {
        tools: names.map((name) => ({
          name,
          'x-unknown': { id: 1, deep: [1, 2] },
          inputSchema: { type: 'object' },
        })),
        nextCursor: 'more',
        'x-other': true,
      },
      jsonrpc: '2.0',
      id,
    }),
  );
const all = () => true;
const notB = (name: string) => name !== 'b';

test('takes out what is not listed; unknown fields, order and cursor stay', () => {
  const filtered = JSON.parse(String(filterToolList(list(1, ['c', 'b', 'a']), notB))) as object;
  expect(filtered).toEqual(JSON.parse(String(list(1, ['c', 'a']))));
});

test('returns the same bytes when nothing is taken out', () => {
  const original = list(1, ['a']);
  expect(filterToolList(original, all)).toBe(original);
});

test.each([
  'no json',
  '[]',
  '{"result":{}}',
  '{"result":{"tools":{"a":{"name":"b"}}}}',
  '{"result":{"tools":[{"name":"a"},{"Name":"b"}]}}',
  '{"result":{"tools":["b"]}}',
  '{"result":{"tools":[null]}}',
  '{"result":[]}',
  '{"id":1}',
])('refuses what cannot be filtered: %s', (text) => {
  expect(filterToolList(Buffer.from(text), all)).toBeUndefined();
});

test('an error is passed on', () => {
  const error = Buffer.from('{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"x"}}');
  expect(filterToolList(error, notB)).toBe(error);
});

test('remembers a list for its version only, and answers with the id that was asked', () => {
  const { filter } = createListFilter();
  let asked = 0;
  const isListed = (name: string) => {
    asked += 1;
    return notB(name);
  };
  const ids = [1, 12, 'id":1', '{"tools"', 1];
  for (const id of ids) {
    const filtered = filter(list(id, ['a', 'b']), id, isListed, 'v1');
    expect(JSON.parse(String(filtered))).toEqual(JSON.parse(String(list(id, ['a']))));
  }
  expect(asked).toBe(2);
  expect(JSON.parse(String(filter(list(1, ['a', 'b']), 1, all, 'v2')))).toEqual(
    JSON.parse(String(list(1, ['a', 'b']))),
  );
  expect(JSON.parse(String(filter(list(1, ['b']), 1, isListed, 'v1')))).toEqual(
    JSON.parse(String(list(1, []))),
  );
});

test('an id inside the list is not taken for the id of the response', () => {
  const { filter } = createListFilter();
  const text = (id: number) => Buffer.from(`{"jsonrpc":"2.0","result":{"tools":[{"name":"b"}],"id":${id}}}`);
  for (const id of [1, 2])
    expect(String(filter(text(id), id, notB, 'v'))).toBe(
      `{"jsonrpc":"2.0","result":{"tools":[],"id":${id}}}`,
    );
});
