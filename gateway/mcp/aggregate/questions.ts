import { isJsonObject, type JsonObject } from '../../../contract/json.ts';
import type { JsonRpcError, JsonRpcId, JsonRpcResult } from '../../../contract/mcp.ts';
import { outgoing, type Frame } from '../../upstreams/channel.ts';
import { frameOfMessage } from '../../upstreams/frame.ts';
import type { Member } from './member.ts';
import { paramsOf } from './passing.ts';

/** What upstreams ask the client. Their ids may be the same, so each question gets one of the aggregate's own. */
export interface Questions {
  /** The question as the client gets it. */
  ask(member: Member, id: JsonRpcId, frame: Frame): Frame;
  /** Takes the client's answer to the one who asked. */
  answer(response: JsonRpcResult | JsonRpcError): void;
  /** The upstream takes its question back; undefined when it is not its own. */
  cancelled(member: Member, frame: Frame): Frame | undefined;
  /** Who gets the client's progress with a question, and under which token. */
  ofToken(token: unknown): { readonly member: Member; readonly token: JsonRpcId } | undefined;
  forget(member: Member): void;
}

interface Question {
  readonly member: Member;
  readonly id: JsonRpcId;
  readonly token: JsonRpcId | undefined;
}

export function createQuestions(): Questions {
  const open = new Map<JsonRpcId, Question>();
  let last = 0;
  return {
    ask(member, id, frame) {
      last += 1;
      const ownId = `checkstand-${last}`;
      const params = paramsOf(frame);
      const meta = isJsonObject(params['_meta']) ? params['_meta'] : {};
      const given = meta['progressToken'];
      const token = typeof given === 'string' || typeof given === 'number' ? given : undefined;
      open.set(ownId, { member, id, token });
      const told: JsonObject =
        token === undefined ? params : { ...params, _meta: { ...meta, progressToken: ownId } };
      return frameOfMessage({
        jsonrpc: '2.0',
        id: ownId,
        method: frame.envelope.method ?? '',
        ...(Object.keys(told).length > 0 && { params: told }),
      });
    },
    answer(response) {
      const question = response.id === null ? undefined : open.get(response.id);
      if (!question || response.id === null) return;
      open.delete(response.id);
      question.member.send(outgoing({ ...response, id: question.id }));
    },
    cancelled(member, frame) {
      const params = paramsOf(frame);
      const found = [...open].find(([, it]) => it.member === member && it.id === params['requestId']);
      if (!found) return undefined;
      const [ownId] = found;
      open.delete(ownId);
      const told = { ...params, requestId: ownId };
      return frameOfMessage({ jsonrpc: '2.0', method: 'notifications/cancelled', params: told });
    },
    ofToken(token) {
      const question = typeof token === 'string' ? open.get(token) : undefined;
      return question?.token === undefined ? undefined : { member: question.member, token: question.token };
    },
    forget(member) {
      for (const [ownId, it] of open) if (it.member === member) open.delete(ownId);
    },
  };
}
