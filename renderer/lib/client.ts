import type { ApiOutput } from '../../contract/api.ts';
import type { Bridge, TypedCall } from '../../contract/bridge.ts';

/** Gives the bridge its types. The app parses what it answers, so the value is taken at its word here. */
export function createClient(bridge: Bridge): TypedCall {
  return async (name, input) => {
    const reply = await bridge.call({ name, input });
    return reply.ok ? { ok: true, value: reply.value as ApiOutput<typeof name> } : reply; // parsed by the router
  };
}
