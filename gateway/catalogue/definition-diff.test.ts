import { expect, test } from 'vitest';
import type { JsonObject } from '../../contract/json.ts';
import { readToolDefinition } from '../upstreams/tool-definition.ts';
import { definitionDiff } from './definition-diff.ts';

const define = (rest: JsonObject) => {
  const tool = readToolDefinition({ name: 'send', inputSchema: { type: 'object' }, ...rest });
  if (!tool) throw new Error('no tool');
  return tool;
};
const told = (before: JsonObject, after: JsonObject) =>
  definitionDiff(define(before), define(after)).map((it) => it.text);
const taking = (properties: JsonObject, rest: JsonObject = {}) => ({
  inputSchema: { type: 'object', properties, ...rest },
});
const text = { type: 'string' };

test.each([
  [{}, {}, []],
  [{ description: 'a' }, { description: 'b' }, ['the description was changed']],
  [{}, { title: 'T' }, ['the title was added']],
  [{ annotations: { readOnlyHint: true } }, {}, ['the set of annotations was taken away']],
  [
    { annotations: { readOnlyHint: true } },
    { annotations: { readOnlyHint: false } },
    ['the claim `readOnlyHint` was changed'],
  ],
  [taking({ to: text }), taking({ to: text, bcc: text }), ['argument `bcc` was added']],
  [taking({ to: text }), taking({ to: { type: 'array' } }), ['the type of argument `to` was changed']],
  [
    taking({ to: { type: 'object', properties: { name: text } } }),
    taking({ to: { type: 'object', properties: { name: { ...text, description: 'x' } } } }),
    ['the description of argument `to.name` was added'],
  ],
  [
    taking({ to: text }, { required: ['to'] }),
    taking({ to: text }),
    ['the list of required arguments was taken away'],
  ],
  [{}, { outputSchema: { type: 'object' } }, ['the output schema was added']],
])('%j against %j: %j', (before, after, expected) => {
  expect(told(before, after)).toEqual(expected);
});

test('a change carries both sides and its place', () => {
  const [change] = definitionDiff(
    define(taking({ 'a/b': text })),
    define(taking({ 'a/b': { type: 'number' } })),
  );
  expect(change).toMatchObject({
    pointer: '/inputSchema/properties/a~1b/type',
    before: 'string',
    after: 'number',
  });
});

test('an order of members is no change, and a thousand changes are not all told', () => {
  expect(told(taking({ a: text, b: text }), taking({ b: text, a: text }))).toEqual([]);
  const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`p${at}`, text]));
  const changes = told(taking({}), taking(many));
  expect(changes).toHaveLength(201);
  expect(changes.at(-1)).toBe('and 800 more places differ');
});
