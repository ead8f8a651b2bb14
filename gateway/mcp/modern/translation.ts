import { isJsonObject, type JsonObject } from '../../../contract/json.ts';
import type { Clock, Ids, Log } from '../../../contract/ports.ts';
import type { OpenChannel } from '../../upstreams/channel.ts';
import type { Exchange } from '../exchange.ts';
import { rpcCode } from '../json-rpc.ts';
import type { FilterList } from '../list-filter.ts';
import { earlyStreamMs } from '../pump-session.ts';
import { errorReply, gatewayCode } from '../results.ts';
import { createAskedCalls } from './asked.ts';
import { modernRule } from './modern-methods.ts';
import type { ModernCall, ModernSide } from './modern-side.ts';
import { plainParams, withMeta } from './plain-request.ts';
import { listenToTalk } from './talk-listen.ts';
import { createTalks, requestQuietly, type Pending, type Talk } from './talks.ts';
import { answerTranslated, discoveryReply } from './translated-answer.ts';

interface Parts {
  readonly open: OpenChannel;
  readonly upstream: string;
  readonly version: string;
  readonly filterList: FilterList;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/**
 * A legacy upstream for modern clients: requests that stand on their own are asked on a standing connection; what the
 * upstream asks in the middle of a call goes back as `input_required`, and the repeated call brings the answers.
 */
export function createTranslation(parts: Parts): ModernSide {
  const { upstream, clock } = parts;
  const asked = createAskedCalls(parts);
  const talks = createTalks({ ...parts, onQuestion: asked.ask, onNotification: notify });
  const pendingOf = new Map<Exchange, Pending>();

  function send(talk: Talk, exchange: Exchange, call: ModernCall): void {
    const { method, id } = exchange.request;
    if (exchange.isDone) return;
    if (method === 'server/discover') {
      const json = discoveryReply(id, upstream, talk.conversation.server);
      return exchange.answer(json, { kind: 'result', isError: false, bytes: 0 });
    }
    setLogLevel(talk, call.envelope.logLevel);
    const it: Pending = { exchange, call, talk, id: 0 };
    talk.pending.add(it);
    pendingOf.set(exchange, it);
    const early = clock.after(earlyStreamMs, () => exchange.reply.openStream());
    const plain = plainParams('params' in call.message ? call.message.params : undefined);
    // Tokens of different clients may be the same; the ids of a conversation never are.
    const withToken = (ownId: number) =>
      exchange.progressToken === undefined ? plain : withMeta(plain, { progressToken: ownId });
    it.id = talk.conversation.request(method, withToken, (frame) => {
      early();
      talk.pending.delete(it);
      pendingOf.delete(exchange);
      if (!exchange.isDone) answerTranslated(exchange, frame, parts);
    });
  }

  return {
    forward(exchange, call) {
      const { method, id } = exchange.request;
      if (modernRule(method) === 'task') {
        const text = `\`${method}\`: this upstream has no tasks that a client of this revision could ask about`;
        return exchange.refuse(errorReply(id, rpcCode.methodNotFound, text), 404);
      }
      talks.for(call.envelope).then(
        (talk) => send(talk, exchange, call),
        (error: unknown) => {
          const what = error instanceof Error ? error.message : String(error);
          exchange.fail(gatewayCode.upstreamDown, `upstream \`${upstream}\` did not start: ${what}`);
        },
      );
    },
    cancel(exchange) {
      const it = pendingOf.get(exchange);
      if (!it) return;
      pendingOf.delete(exchange);
      it.talk.pending.delete(it);
      it.talk.conversation.notify('notifications/cancelled', { requestId: it.id, reason: 'the client left' });
    },
    resume: ({ request }, reply) => asked.resume(request, reply),
    listen: (incoming, reply, onEnd) => listenToTalk({ ...parts, talks }, incoming, reply, onEnd),
    async close() {
      asked.close();
      await talks.close();
    },
  };
}

/** A notification of the upstream, to the call it is about, or to who listens. */
function notify(talk: Talk, method: string, params: JsonObject): void {
  switch (method) {
    case 'notifications/progress': {
      const it = [...talk.pending].find(({ id }) => id === params['progressToken']);
      const token = it?.exchange.progressToken;
      if (!it || token === undefined) return;
      const moved: JsonObject = { ...params, progressToken: token };
      for (const key of ['progress', 'total']) {
        const value = params[key];
        if (typeof value === 'number') moved[key] = value + it.exchange.progressOffset;
      }
      return it.exchange.reply.event(JSON.stringify({ jsonrpc: '2.0', method, params: moved }));
    }
    case 'notifications/message': {
      // Only who asked for a level is told (2026-07-28, "Logging").
      const it = [...talk.pending].findLast(({ call }) => call.envelope.logLevel !== undefined);
      return it?.exchange.reply.event(JSON.stringify({ jsonrpc: '2.0', method, params }));
    }
    default:
      for (const listener of talk.listeners) listener.onChange(method, params);
  }
}

function setLogLevel(talk: Talk, level: string | undefined): void {
  const { capabilities } = talk.conversation.server;
  if (level === undefined || level === talk.logLevel) return;
  if (!isJsonObject(capabilities) || !isJsonObject(capabilities['logging'])) return;
  talk.logLevel = level;
  requestQuietly(talk, 'logging/setLevel', { level });
}
