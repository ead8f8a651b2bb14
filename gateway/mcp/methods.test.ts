import { expect, test } from 'vitest';
import { notificationMethods, notificationRule, requestMethods, requestRule } from './methods.ts';

test('the methods that may pass are these', () => {
  expect(Object.fromEntries(requestMethods.map((method) => [method, requestRule(method)]))).toEqual({
    initialize: 'initialize',
    ping: 'relay',
    'tools/call': 'admit',
    'tools/list': 'filter',
    'resources/list': 'relay',
    'resources/templates/list': 'relay',
    'resources/read': 'relay',
    'resources/subscribe': 'relay',
    'resources/unsubscribe': 'relay',
    'prompts/list': 'relay',
    'prompts/get': 'relay',
    'completion/complete': 'relay',
    'logging/setLevel': 'relay',
    'tasks/get': 'relay',
    'tasks/result': 'relay',
    'tasks/list': 'relay',
    'tasks/cancel': 'relay',
  });
  expect([...notificationMethods].sort()).toEqual([
    'notifications/cancelled',
    'notifications/initialized',
    'notifications/progress',
    'notifications/roots/list_changed',
    'notifications/tasks/status',
  ]);
});

test.each(['tools/Call', 'tools/call ', 'constructor', '__proto__', '', 'server/discover'])(
  '%j is refused',
  (method) => {
    expect(requestRule(method)).toBe('refuse');
    expect(notificationRule(method)).toBe('refuse');
  },
);
