import { isJsonObject, type JsonObject } from '../../../contract/json.ts';
import type { JsonRpcId } from '../../../contract/mcp.ts';
import type { Clock, Ids } from '../../../contract/ports.ts';
import type { Reply } from '../../http/reply.ts';
import { rpcCode, type ClientRequest } from '../json-rpc.ts';
import { errorReply, gatewayCode } from '../results.ts';
import { nobodyToAsk } from './conversation.ts';
import { detachable } from './detachable-reply.ts';
import { fingerprintOf, withId } from './plain-request.ts';
import type { Pending, Talk } from './talks.ts';

/** Calls whose legacy upstream asked the client something in the middle: `input_required` and back. */
export interface AskedCalls {
  /** The upstream asks: the newest call that has a client at hand takes the question there. */
  ask(talk: Talk, method: string, id: JsonRpcId, params: JsonObject): void;
  /** Takes a repeated request that brings the answers; false when it is none. */
  resume(repeated: ClientRequest, reply: Reply): boolean;
  close(): void;
}

interface Asked {
  readonly pending: Pending;
  readonly fingerprint: string;
  readonly key: string;
  readonly questionId: JsonRpcId;
  readonly cancelTimeout: () => void;
}

/** What may be asked, and what a client declares when it can answer. */
const capabilityFor: Readonly<Record<string, string>> = {
  'sampling/createMessage': 'sampling',
  'elicitation/create': 'elicitation',
  'roots/list': 'roots',
};

/** How long a call waits for the answers to what its upstream asked. */
const answersTimeoutMs = 10 * 60_000;

export function createAskedCalls({ clock, ids }: { readonly clock: Clock; readonly ids: Ids }): AskedCalls {
  const asked = new Map<string, Asked>();

  function canAnswer({ exchange, call }: Pending, method: string): boolean {
    const capability = Object.hasOwn(capabilityFor, method) ? capabilityFor[method] : undefined;
    if (capability === undefined || detachable(exchange).isDetached) return false;
    return Object.hasOwn(call.envelope.capabilities, capability);
  }

  return {
    ask(talk, method, id, params) {
      if (method === 'ping') return talk.conversation.respond(id, { result: {} });
      const it = [...talk.pending].findLast((pending) => canAnswer(pending, method));
      if (!it) return talk.conversation.respond(id, nobodyToAsk);
      const { exchange } = it;
      const requestState = ids.token();
      const cancelTimeout = clock.after(answersTimeoutMs, () => {
        asked.delete(requestState);
        exchange.abandon('client_gone');
      });
      const key = `${method.replace('/', '_')}_${id}`;
      const fingerprint = fingerprintOf(exchange.request.params);
      asked.set(requestState, { pending: it, fingerprint, key, questionId: id, cancelTimeout });
      const result = {
        resultType: 'input_required',
        inputRequests: { [key]: { method, params } },
        requestState,
      };
      detachable(exchange).detach(JSON.stringify({ jsonrpc: '2.0', id: exchange.request.id, result }));
    },
    resume(repeated, reply) {
      const state = repeated.params?.['requestState'];
      const waiting = typeof state === 'string' ? asked.get(state) : undefined;
      if (typeof state !== 'string' || !waiting) return false;
      const { key } = waiting;
      const { exchange, talk } = waiting.pending;
      const refuse = (text: string, code: number = rpcCode.invalidParams) => {
        reply.answer(errorReply(repeated.id, code, text));
        return true;
      };
      const isSame =
        repeated.method === exchange.request.method && fingerprintOf(repeated.params) === waiting.fingerprint;
      if (!isSame) return refuse('`requestState` belongs to another call: repeat the same one');
      const given = repeated.params?.['inputResponses'];
      const response = isJsonObject(given) ? given[key] : undefined;
      if (!isJsonObject(response)) return refuse(`\`inputResponses\` has no answer to \`${key}\``);
      asked.delete(state);
      waiting.cancelTimeout();
      if (exchange.isDone && detachable(exchange).kept === undefined) {
        return refuse('the call is over: make it again', gatewayCode.stopping);
      }
      detachable(exchange).attach(withId(reply, repeated.id));
      talk.conversation.respond(waiting.questionId, { result: response });
      return true;
    },
    close() {
      for (const { cancelTimeout } of asked.values()) cancelTimeout();
      asked.clear();
    },
  };
}
