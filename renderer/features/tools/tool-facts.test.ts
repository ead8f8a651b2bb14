import { expect, test } from 'vitest';
import type { ToolDefinition, UpstreamView } from '../../../contract/model.ts';
import type { PolicyDocument } from '../../../contract/policy-document.ts';
import { narrowed, toolFacts, toolsByUpstream } from './tool-facts.ts';

const tool = (name: string): ToolDefinition => ({
  ...{ name, inputSchema: {}, category: 'Read', risk: 'low', evidence: [], definitionHash: '' },
});
const policy: PolicyDocument = {
  version: '1',
  default: 'deny',
  hide: ['secret_*', 'clear_cart'],
  tools: {
    save: { limits: [{ counter: 'c', window: 'minute', max: 30 }], rate_limit: { max: 2, window: 10 } },
    buy: {
      action: 'require_approval',
      spend: [{ counter: 's', window: 'day', max: '100.00', currency: 'USD' }],
    },
  },
};

test('a tool that the policy does not name has the default', () => {
  expect(toolFacts(tool('other'), policy).effect).toBe('deny');
  expect(toolFacts(tool('other'), undefined).effect).toBe('deny');
});

test('limits and budgets that a switch leaves alone are told in words', () => {
  const words = (name: string) => toolFacts(tool(name), policy).conditions.map((it) => it.text);
  expect(words('save')).toEqual(['At most 30 calls a minute', 'At most 2 calls in any 10 seconds']);
  expect(words('buy')).toEqual(['Spend at most 100.00 USD a day']);
  expect(toolFacts(tool('buy'), policy).effect).toBe('ask');
});

test('only a pattern that covers more than this tool keeps it hidden', () => {
  expect(toolFacts(tool('secret_door'), policy)).toMatchObject({ effect: 'hide', hiddenBy: 'secret_*' });
  expect(toolFacts(tool('clear_cart'), policy)).toMatchObject({ effect: 'hide', hiddenBy: null });
});

test('a tool named like a member of every object is just a tool', () => {
  expect(toolFacts(tool('constructor'), policy)).toMatchObject({ effect: 'deny', conditions: [] });
});

test('tools are found by their own words and by those of their server', () => {
  const upstream = (name: string, ...tools: string[]): UpstreamView => ({
    ...{ name, kind: 'stdio', address: '', state: 'ready', error: null },
    tools: tools.map(tool),
  });
  const all = toolsByUpstream(
    [upstream('shop', 'buy', 'save'), upstream('files', 'read', 'save')],
    [],
    [],
    null,
  );
  const found = (text: string) =>
    all.flatMap(
      (it) => narrowed(it, text)?.tools.map((facts) => `${it.upstream.name} ${facts.tool.name}`) ?? [],
    );
  expect(found('')).toHaveLength(4);
  expect(found('save')).toEqual(['shop save', 'files save']);
  expect(found('FILES save')).toEqual(['files save']);
  expect(found('files')).toEqual(['files read', 'files save']);
  expect(found('deny low buy')).toEqual(['shop buy']);
  expect(found('nothing')).toEqual([]);
});
