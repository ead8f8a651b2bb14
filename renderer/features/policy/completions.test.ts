import { CompletionContext } from '@codemirror/autocomplete';
import { json } from '@codemirror/lang-json';
import { EditorState } from '@codemirror/state';
import { expect, test } from 'vitest';
import type { ToolDefinition } from '../../../contract/model.ts';
import { policyCompletions } from './completions.ts';

const tool = (name: string, properties: ToolDefinition['inputSchema']): ToolDefinition => ({
  ...{ name, inputSchema: { type: 'object', properties }, category: 'Read', risk: 'low', evidence: [] },
  definitionHash: '',
});
const tools = [
  tool('add', { quantity: { type: 'integer' }, size: { type: 'string', enum: ['small', 'large'] } }),
  tool('look', { query: { type: 'string', description: 'what to look for' } }),
];

/** What is offered where the bar stands, as it is shown. */
function offered(marked: string, isExplicit = true): string[] | undefined {
  const pos = marked.indexOf('|');
  const state = EditorState.create({ doc: marked.replace('|', ''), extensions: [json()] });
  const result = policyCompletions(() => tools)(new CompletionContext(state, pos, isExplicit));
  return result?.options.map((it) => it.label);
}

test('fields that the place has and does not hold yet', () => {
  expect(offered('{ "version": "1", "|" }')).toEqual([
    ...['description', 'timezone', 'default', 'hide', 'all_tools', 'tools', 'examples'],
  ]);
  expect(offered('{ "tools": { "add": { "lim|" } } }')).toContain('limits');
  expect(offered('{ "tools": { "add": { "limits": [ { "counter": "c", "|" } ] } } }')).toEqual([
    ...['name', 'window', 'max', 'scope', 'increment', 'increment_from', 'count', 'on_deny'],
  ]);
});

test('while the text is not closed yet', () => {
  expect(offered('{ "version": "1",\n  "de|')).toContain('default');
  expect(offered('{ "default": "|')).toEqual(['allow', 'ask', 'deny']);
  expect(offered('{ "default": |')).toEqual(['allow', 'ask', 'deny']);
});

test('in the middle of others, unasked as soon as a quote is typed', () => {
  const begun = '{ "tools": { "add": { "action": "deny",\n  "|"\n  "reason": "x" } } }';
  expect(offered(begun, false)).toContain('limits');
});

test('tools by their names, where tools stand', () => {
  expect(offered('{ "tools": { "|" } }')).toEqual(['add', 'look']);
  expect(offered('{ "hide": ["|"] }')).toEqual(['add', 'look']);
  expect(offered('{ "examples": [ { "tool": "|" } ] }')).toEqual(['add', 'look']);
});

test('a tool’s conditions look at its own arguments', () => {
  const inAdd = offered('{ "tools": { "add": { "require": [ { "path": "|" } ] } } }');
  expect(inAdd?.slice(0, 2)).toEqual(['args.quantity', 'args.size']);
  expect(inAdd).toContain('time.hour');
  expect(inAdd).not.toContain('args.query');
  const inAll = offered('{ "all_tools": { "deny_if": [ { "conditions": [ { "path": "|" } ] } ] } }');
  expect(inAll).toEqual(expect.arrayContaining(['args.quantity', 'args.query', 'tool.risk']));
});

test('values of an argument that has few, operators in words, arguments of an example’s tool', () => {
  expect(offered('{ "tools": { "add": { "require": [ { "path": "args.size", "value": "|" } ] } } }')).toEqual(
    ['small', 'large'],
  );
  expect(offered('{ "tools": { "add": { "require": [ { "op": "|" } ] } } }')).toContain('not_in');
  expect(offered('{ "examples": [ { "tool": "look", "args": { "|" } } ] }')).toEqual(['query']);
});

test('nothing is offered unasked where nothing is begun, nor where nobody can know', () => {
  expect(offered('{ | }', false)).toBeUndefined();
  expect(offered('{ "description": "|" }')).toBeUndefined();
});
