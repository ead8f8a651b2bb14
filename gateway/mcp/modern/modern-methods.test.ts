import { expect, test } from 'vitest';
import { modernMethods, modernRule } from './modern-methods.ts';

test('the methods that may pass are these', () => {
  expect(Object.fromEntries(modernMethods.map((method) => [method, modernRule(method)]))).toEqual({
    'server/discover': 'discover',
    'tools/call': 'admit',
    'tools/list': 'filter',
    'resources/list': 'relay',
    'resources/templates/list': 'relay',
    'resources/read': 'relay',
    'prompts/list': 'relay',
    'prompts/get': 'relay',
    'completion/complete': 'relay',
    'subscriptions/listen': 'listen',
    'tasks/get': 'task',
    'tasks/update': 'task',
    'tasks/cancel': 'task',
  });
});

test.each([
  'tools/Call',
  'tools/call ',
  'constructor',
  '__proto__',
  '',
  'initialize',
  'ping',
  'tasks/result',
])('%j is refused', (method) => {
  expect(modernRule(method)).toBe('refuse');
});
