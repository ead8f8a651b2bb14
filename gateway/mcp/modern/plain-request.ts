import { canonicalJson, isJsonObject, type JsonObject } from '../../../contract/json.ts';
import type { JsonRpcId } from '../../../contract/mcp.ts';
import type { Reply } from '../../http/reply.ts';

/** The answer to the repeated request carries its own id. */
export function withId(reply: Reply, id: JsonRpcId): Reply {
  return {
    get isStreaming() {
      return reply.isStreaming;
    },
    get isGone() {
      return reply.isGone;
    },
    onGone: (listener) => reply.onGone(listener),
    setHeader: (name, value) => reply.setHeader(name, value),
    openStream: () => reply.openStream(),
    event: (json) => reply.event(json),
    accepted: () => reply.accepted(),
    end: () => reply.end(),
    passThrough: () => undefined,
    answer(json, status) {
      const message = JSON.parse(json.toString()) as JsonObject; // an answer of this module
      reply.answer(JSON.stringify({ ...message, id }), status);
    },
  };
}

/** Two requests with the same are the same call. */
export function fingerprintOf(params: JsonObject | undefined): string {
  const { name, uri, arguments: args } = params ?? {};
  return canonicalJson({ name: name ?? null, uri: uri ?? null, arguments: args ?? {} });
}

/** Parameters without what only the modern era knows. */
export function plainParams(params: JsonObject | undefined): JsonObject {
  const { _meta: meta, inputResponses: _responses, requestState: _state, ...rest } = params ?? {};
  const own = Object.entries(isJsonObject(meta) ? meta : {}).filter(
    ([key]) => key !== 'progressToken' && !key.startsWith('io.modelcontextprotocol/'),
  );
  return own.length === 0 ? rest : { ...rest, _meta: Object.fromEntries(own) };
}

/** Parameters with more in their `_meta`. */
export function withMeta(params: JsonObject, added: JsonObject): JsonObject {
  const meta = isJsonObject(params['_meta']) ? params['_meta'] : {};
  return { ...params, _meta: { ...meta, ...added } };
}
