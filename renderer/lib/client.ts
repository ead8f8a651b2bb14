import type { ApiOutput } from '../../contract/api.ts';
import type { Bridge, Reply, TypedCall } from '../../contract/bridge.ts';

/** Gives the bridge its types. The app parses what it answers, so the value is taken at its word here. */
export function createClient(bridge: Bridge): TypedCall {
  return async (name, input) => {
    const reply = await bridge.call({ name, input }).catch(unreachable);
    return reply.ok ? { ok: true, value: reply.value as ApiOutput<typeof name> } : reply; // parsed by the router
  };
}

/** A window's bridge rejects when the main process cannot answer, as while it quits. */
function unreachable(error: unknown): Reply {
  const message = `Checkstand did not answer: ${error instanceof Error ? error.message : String(error)}`;
  return { ok: false, error: { code: 'unavailable', message } };
}
