/**
 * Every method a client of the modern era may send, by what the gateway does with it. What is not listed is refused.
 *
 * `admit`: only through the gate. `filter`: the answer shows what the policy lists. `listen`: a stream of changes.
 * `task`: about a call that waits. `relay`: passed on as it is.
 */
const requests = {
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
} as const;

export type ModernRule = (typeof requests)[keyof typeof requests] | 'refuse';

export const modernMethods = Object.keys(requests);

export function modernRule(method: string): ModernRule {
  return Object.hasOwn(requests, method) ? requests[method as keyof typeof requests] : 'refuse'; // checked by hasOwn
}
