import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { JsonObject } from '../../contract/json.ts';
import type { StartedGateway } from './start-gateway.ts';

/** Calls a tool whatever comes of it: an upstream's error is an outcome like others. */
export const call = (client: Client, name: string, args: JsonObject = {}) =>
  client.callTool({ name, arguments: args }).catch(() => undefined);

/** Decides the recorded calls of the upstream `shop` by a draft. */
export function replay({ gateway }: StartedGateway, draft: Record<string, unknown>, days = 30) {
  const document = { version: '1', ...draft } as JsonObject; // a policy document is JSON
  return gateway.policies.replay({ upstream: 'shop', grantId: null, document, days });
}

export const tea = {
  title: 'Tea',
  asin: null,
  quantity: 1,
  currency: 'USD',
  priceMinor: null,
  totalMinor: null,
  subtotalBeforeMinor: null,
  subtotalAfterMinor: null,
  seller: null,
  note: null,
};

/** Outcomes are recorded a moment after the replies, unless they give something back. */
export async function ended({ events, seen }: StartedGateway): Promise<void> {
  const last = events.findLast((it) => it.type === 'tool_call.decided');
  if (last?.data.decision.effect !== 'allow') return;
  const { callId } = last.data;
  await Promise.race([
    seen('tool_call.completed', (it) => it.data.callId === callId),
    seen('tool_call.failed', (it) => it.data.callId === callId),
  ]);
}
