/**
 * Every method a client may send, by what the gateway does with it. What is not listed is refused.
 *
 * `admit`: only through the gate. `filter`: the answer shows what the policy lists. `initialize`: opens a session.
 * `cancel`: takes back a call, held or forwarded. `relay`: passed on as it is.
 */
const requests = {
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
} as const;

const notifications = {
  'notifications/initialized': 'relay',
  'notifications/cancelled': 'cancel',
  'notifications/progress': 'relay',
  'notifications/roots/list_changed': 'relay',
  'notifications/tasks/status': 'relay',
} as const;

/** Notifications of an upstream that belong to the session, not to a call in flight. */
const sessionWide: ReadonlySet<string> = new Set([
  'notifications/tools/list_changed',
  'notifications/resources/list_changed',
  'notifications/resources/updated',
  'notifications/prompts/list_changed',
]);

export type RequestRule = (typeof requests)[keyof typeof requests] | 'refuse';
export type NotificationRule = (typeof notifications)[keyof typeof notifications] | 'refuse';

export const requestMethods = Object.keys(requests);
export const notificationMethods = Object.keys(notifications);

export function requestRule(method: string): RequestRule {
  return Object.hasOwn(requests, method) ? requests[method as keyof typeof requests] : 'refuse'; // checked by hasOwn
}

export function notificationRule(method: string): NotificationRule {
  return Object.hasOwn(notifications, method)
    ? notifications[method as keyof typeof notifications] // checked by hasOwn
    : 'refuse';
}

export function isSessionWide(method: string): boolean {
  return sessionWide.has(method);
}
