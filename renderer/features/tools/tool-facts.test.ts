import { expect, test } from 'vitest';
import type { ToolDefinition } from '../../../contract/model.ts';
import type { PolicyDocument } from '../../../contract/policy-document.ts';
import { toolFacts } from './tool-facts.ts';

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
