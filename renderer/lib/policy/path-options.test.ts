import { expect, test } from 'vitest';
import type { ToolDefinition } from '../../../contract/model.ts';
import { choiceOf, opChoices, valueFor } from './operators.ts';
import { optionOf, pathOptions } from './path-options.ts';

const tool = (
  inputSchema: ToolDefinition['inputSchema'],
  category: ToolDefinition['category'] = 'Read',
): ToolDefinition => ({
  ...{ name: 't', inputSchema, category, risk: 'low', evidence: [], definitionHash: '' },
});
const argumentsOf = (properties: ToolDefinition['inputSchema'], rest = {}) =>
  pathOptions([tool({ type: 'object', properties, ...rest })], true)
    .filter((it) => it.group === 'Arguments')
    .map((it) => [it.path, it.type]);

test('arguments come with the types of the schema, inner ones and entries of lists too', () => {
  expect(
    argumentsOf(
      {
        n: { type: 'integer' },
        when: { type: 'string', format: 'date-time' },
        flag: { type: ['boolean', 'null'] },
        price: { anyOf: [{ type: 'number' }, { type: 'null' }] },
        to: { type: 'object', properties: { city: { type: 'string' } } },
        items: { type: 'array', items: { $ref: '#/$defs/item' } },
        'with.dot': { type: 'string' },
      },
      { $defs: { item: { type: 'object', properties: { qty: { type: 'number' } } } } },
    ),
  ).toEqual([
    ['args.n', 'number'],
    ['args.when', 'time'],
    ['args.flag', 'boolean'],
    ['args.price', 'number'],
    ['args.to', 'any'],
    ['args.to.city', 'text'],
    ['args.items', 'list'],
    ['args.items.*', 'any'],
    ['args.items.*.qty', 'number'],
  ]);
});

test('a schema that refers to itself ends', () => {
  const node = { type: 'object', properties: { next: { $ref: '#/$defs/node' } } };
  expect(argumentsOf({ first: { $ref: '#/$defs/node' } }, { $defs: { node } }).length).toBeLessThan(10);
  expect(argumentsOf({ a: { $ref: '#/properties/a' } })).toEqual([['args.a', 'any']]);
});

test('prices are offered for tools that spend, the tool’s own facts for rules of every call', () => {
  const paths = (category: ToolDefinition['category'], isOne: boolean) =>
    pathOptions([tool({}, category)], isOne).map((it) => it.path);
  expect(paths('Read', true)).not.toContain('preview.total');
  expect(paths('Financial', true)).toContain('preview.total');
  expect(paths('Read', true)).not.toContain('tool.risk');
  expect(paths('Read', false)).toContain('tool.risk');
});

test('what is known of a store is offered where there is one', () => {
  const paths = (hasStore: boolean) => pathOptions([tool({})], true, hasStore).map((it) => it.path);
  expect(paths(true)).toContain('session.cart_subtotal');
  expect(paths(false).some((it) => it.startsWith('session.'))).toBe(false);
});

test('a path that nobody offers can be anything, a fact keeps its type', () => {
  expect(optionOf([], 'args.else').type).toBe('any');
  expect(optionOf([], 'time.weekday').type).toBe('weekday');
});

test('being given and not being given are two choices of one operator', () => {
  expect(choiceOf('exists', true)).toBe('given');
  expect(choiceOf('exists', false)).toBe('not_given');
  expect(valueFor('not_given', 'gt', 3)).toBe(false);
  expect(valueFor('gt', 'not_given', false)).toBeUndefined();
});

test('a value goes along with the operator as far as it can', () => {
  expect(valueFor('in', 'eq', 'a')).toEqual(['a']);
  expect(valueFor('eq', 'in', ['a', 'b'])).toBe('a');
  expect(valueFor('lte', 'gt', 3)).toBe(3);
  expect(valueFor('neq', 'eq', true)).toBe(true);
});

test('an operator that the document holds is offered even where it is odd', () => {
  const option = optionOf([], 'time.weekday');
  expect(opChoices(option, undefined)).not.toContain('regex');
  expect(opChoices(option, 'regex')).toContain('regex');
  expect(choiceOf('constructor', 1)).toBeUndefined();
});
