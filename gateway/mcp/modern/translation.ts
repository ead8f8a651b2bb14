import { canonicalJson, isJsonObject, type JsonObject } from '../../../contract/json.ts';
import type { JsonRpcId } from '../../../contract/mcp.ts';
import type { Clock, Ids, Log } from '../../../contract/ports.ts';
import type { Reply } from '../../http/reply.ts';
import type { Frame, OpenChannel } from '../../upstreams/channel.ts';
import { metaKey, modernVersions } from '../era.ts';
import type { Exchange } from '../exchange.ts';
import { rpcCode } from '../json-rpc.ts';
import type { FilterList } from '../list-filter.ts';
import { earlyStreamMs } from '../pump-session.ts';
import { errorReply, gatewayCode } from '../results.ts';
import { errorTextOf, structuredContentOf } from '../upstream-message.ts';
import { nobodyToAsk, openConversation, type Conversation } from './conversation.ts';
import type { DetachableReply } from './detachable-reply.ts';
import type { Envelope } from './envelope.ts';
import { asDiscovered, asPrivateList, resultReply, taggedNotification } from './modern-results.ts';
import { fingerprintOf, plainParams, withId, withMeta } from './plain-request.ts';
import { wantedOf, type Incoming, type Listening, type ModernCall, type ModernSide } from './modern-side.ts';

interface Parts {
  readonly open: OpenChannel;
  readonly upstream: string;
  readonly version: string;
  readonly filterList: FilterList;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** How long a call waits for the answers to what its upstream asked. */
const answersTimeoutMs = 10 * 60_000;
const idleMs = 5 * 60_000;

/** A call under way: upstream under an id and a progress token of the conversation's own. */
interface Pending {
  readonly exchange: Exchange;
  readonly call: ModernCall;
  readonly talk: Talk;
  id: number;
}
/** One conversation, and who uses it. */
interface Talk {
  readonly conversation: Conversation;
  readonly pending: Set<Pending>;
  readonly listeners: Set<(method: string, params: JsonObject) => void>;
  readonly subscribed: Map<string, number>;
  logLevel: string | undefined;
  cancelIdle: () => void;
}
/** A call whose upstream asked the client something. */
interface Asked {
  readonly pending: Pending;
  readonly fingerprint: string;
  readonly questions: ReadonlyMap<string, JsonRpcId>;
  readonly cancelTimeout: () => void;
}

const questions = new Set(['sampling/createMessage', 'elicitation/create', 'roots/list']);

const listChanges: Readonly<Record<string, string>> = {
  'notifications/tools/list_changed': 'toolsListChanged',
  'notifications/prompts/list_changed': 'promptsListChanged',
  'notifications/resources/list_changed': 'resourcesListChanged',
};

/**
 * A legacy upstream for modern clients: requests that stand on their own are asked on a standing connection; what the
 * upstream asks in the middle of a call goes back as `input_required`, and the repeated call brings the answers.
 */
export function createTranslation(parts: Parts): ModernSide {
  const { upstream, clock, log } = parts;
  const talks = new Map<string, Promise<Talk>>();
  const asked = new Map<string, Asked>();
  const pendingOf = new Map<Exchange, Pending>();

  function talkFor(envelope: Envelope): Promise<Talk> {
    const key = canonicalJson({ client: { ...envelope.client }, capabilities: envelope.capabilities });
    const existing = talks.get(key);
    if (existing) return existing;
    const opening = openTalk(envelope, () => talks.delete(key));
    talks.set(key, opening);
    opening.catch(() => talks.delete(key));
    return opening;
  }

  async function openTalk(envelope: Envelope, onOver: () => void): Promise<Talk> {
    const pending: Talk['pending'] = new Set();
    const listeners: Talk['listeners'] = new Set();
    const conversation = await openConversation(
      { ...parts, envelope },
      {
        onMessage(method, id, params) {
          if (id !== undefined) question(talk, method, id, params);
          else notification(talk, method, params);
        },
        onClose(what) {
          onOver();
          for (const it of [...pending]) {
            it.exchange.fail(
              gatewayCode.upstreamDown,
              `upstream \`${upstream}\` ended during the call: ${what}`,
            );
          }
        },
      },
    );
    const talk: Talk = {
      conversation,
      pending,
      listeners,
      subscribed: new Map(),
      logLevel: undefined,
      cancelIdle: () => {},
    };
    const whenIdle = () => {
      if (pending.size > 0 || listeners.size > 0) {
        talk.cancelIdle = clock.after(idleMs, whenIdle);
        return;
      }
      onOver();
      void conversation.close(); // its channel ends in its own time
    };
    talk.cancelIdle = clock.after(idleMs, whenIdle);
    return talk;
  }

  function notification(talk: Talk, method: string, params: JsonObject): void {
    if (method === 'notifications/progress') {
      const it = [...talk.pending].find(({ id }) => id === params['progressToken']);
      const token = it?.exchange.progressToken;
      if (!it || token === undefined) return;
      const offset = it.exchange.progressOffset;
      const moved = { ...params, progressToken: token };
      for (const key of ['progress', 'total'] as const) {
        const value = params[key];
        if (typeof value === 'number') Object.assign(moved, { [key]: value + offset });
      }
      it.exchange.reply.event(JSON.stringify({ jsonrpc: '2.0', method, params: moved }));
    } else if (method === 'notifications/message') {
      // Only who asked for a level is told (2026-07-28, "Logging").
      const it = [...talk.pending].findLast(({ call }) => call.envelope.logLevel !== undefined);
      it?.exchange.reply.event(JSON.stringify({ jsonrpc: '2.0', method, params }));
    } else {
      for (const listener of talk.listeners) listener(method, params);
    }
  }

  /** The upstream asks the client: the newest call that has a client at hand brings it back. */
  function question(talk: Talk, method: string, id: JsonRpcId, params: JsonObject): void {
    if (method === 'ping') return talk.conversation.respond(id, { result: {} });
    const it = [...talk.pending].findLast(({ exchange }) => !detachable(exchange).isDetached);
    if (!it || !questions.has(method)) return talk.conversation.respond(id, nobodyToAsk);
    const { exchange } = it;
    const requestState = parts.ids.token();
    const cancelTimeout = clock.after(answersTimeoutMs, () => {
      asked.delete(requestState);
      exchange.abandon('client_gone');
    });
    const key = `${method.replace('/', '_')}_${id}`;
    asked.set(requestState, {
      pending: it,
      fingerprint: fingerprintOf(exchange.request.params),
      questions: new Map([[key, id]]),
      cancelTimeout,
    });
    detachable(exchange).detach(
      JSON.stringify({
        jsonrpc: '2.0',
        id: exchange.request.id,
        result: { resultType: 'input_required', inputRequests: { [key]: { method, params } }, requestState },
      }),
    );
  }

  function answer(it: Pending, frame: Frame): void {
    const { exchange } = it;
    const { id, method } = exchange.request;
    const message = frame.parse();
    const response = isJsonObject(message) ? message : {};
    if (frame.lost)
      return exchange.fail(gatewayCode.upstreamDown, errorTextOf(frame), frame.lost === 'after');
    const { result, error } = response;
    const bytes = Buffer.byteLength(frame.json);
    if (!isJsonObject(result)) {
      const text = errorTextOf(frame);
      const given = isJsonObject(error) ? error : { code: rpcCode.internalError, message: text };
      // The modern era has no code of its own for it (2026-07-28, "Resources", Error Handling).
      const code = given['code'] === -32002 ? rpcCode.invalidParams : given['code'];
      const json = JSON.stringify({ jsonrpc: '2.0', id, error: { ...given, code } });
      return exchange.answer(json, { kind: 'error', code: 'upstream_error', message: text });
    }
    const { isError } = frame.envelope;
    const outcome = {
      kind: 'result',
      isError,
      bytes,
      structuredContent: exchange.wantsResult ? structuredContentOf(frame) : undefined,
    } as const;
    if (method === 'tools/list') {
      const listed = parts.filterList(id, Buffer.from(resultReply(id, result)));
      if (!listed) {
        const text = `upstream \`${upstream}\` sent a list of tools that cannot be read; it was not passed on`;
        return exchange.fail(gatewayCode.upstreamUnusable, text);
      }
      return exchange.answer(listed, outcome);
    }
    if (method.endsWith('/list') || method === 'resources/read') {
      // A legacy upstream says nothing about how long it holds.
      Object.assign(result, { ttlMs: 0, cacheScope: 'private' });
    }
    exchange.answer(resultReply(id, result), outcome);
  }

  function send(talk: Talk, exchange: Exchange, call: ModernCall): void {
    const { method } = exchange.request;
    const it: Pending = { exchange, call, talk, id: 0 };
    if (exchange.isDone) return;
    if (method === 'server/discover') return exchange.answer(discovered(talk, exchange.request.id), done);
    setLogLevel(talk, call.envelope.logLevel);
    const params = 'params' in call.message ? call.message.params : undefined;
    talk.pending.add(it);
    pendingOf.set(exchange, it);
    const early = clock.after(earlyStreamMs, () => exchange.reply.openStream());
    const plain = plainParams(params);
    // Tokens of different clients may be the same; the ids of a conversation never are.
    const withToken = (id: number) =>
      exchange.progressToken === undefined ? plain : withMeta(plain, { progressToken: id });
    it.id = talk.conversation.request(method, withToken, (frame) => {
      early();
      talk.pending.delete(it);
      pendingOf.delete(exchange);
      if (!exchange.isDone) answer(it, frame);
    });
  }

  function discovered(talk: Talk, id: JsonRpcId): string {
    const { capabilities, serverInfo, instructions } = talk.conversation.server;
    const offered = isJsonObject(capabilities) ? structuredClone(capabilities) : {};
    delete offered['tasks'];
    const result: JsonObject = {
      supportedVersions: [...modernVersions],
      capabilities: offered,
      ...(typeof instructions === 'string' && { instructions }),
      _meta: { [metaKey.serverInfo]: serverInfo ?? { name: upstream, version: '' } },
    };
    asDiscovered(result);
    asPrivateList(result);
    return resultReply(id, result);
  }

  function setLogLevel(talk: Talk, level: string | undefined): void {
    const { capabilities } = talk.conversation.server;
    if (level === undefined || level === talk.logLevel) return;
    if (!isJsonObject(capabilities) || !isJsonObject(capabilities['logging'])) return;
    talk.logLevel = level;
    request(talk, 'logging/setLevel', { level });
  }

  /** For what nobody waits for. */
  function request(talk: Talk, method: string, params: JsonObject): void {
    talk.conversation.request(
      method,
      () => params,
      () => {},
    );
  }

  return {
    forward(exchange, call) {
      talkFor(call.envelope).then(
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
    resume({ request: repeated }, reply) {
      const state = repeated.params?.['requestState'];
      const waiting = typeof state === 'string' ? asked.get(state) : undefined;
      if (typeof state !== 'string' || !waiting) return false;
      const { pending, questions: open } = waiting;
      const { exchange, talk } = pending;
      if (
        repeated.method !== exchange.request.method ||
        fingerprintOf(repeated.params) !== waiting.fingerprint
      ) {
        const text = '`requestState` belongs to another call: repeat the same one';
        reply.answer(errorReply(repeated.id, rpcCode.invalidParams, text));
        return true;
      }
      const given = repeated.params?.['inputResponses'];
      const responses = isJsonObject(given) ? given : {};
      const missing = [...open.keys()].find((key) => !isJsonObject(responses[key]));
      if (missing !== undefined) {
        const text = `\`inputResponses\` has no answer to \`${missing}\``;
        reply.answer(errorReply(repeated.id, rpcCode.invalidParams, text));
        return true;
      }
      asked.delete(state);
      waiting.cancelTimeout();
      if (exchange.isDone && detachable(exchange).kept === undefined) {
        reply.answer(errorReply(repeated.id, gatewayCode.stopping, 'the call is over: make it again'));
        return true;
      }
      detachable(exchange).attach(withId(reply, repeated.id));
      for (const [key, id] of open) talk.conversation.respond(id, { result: responses[key] as JsonObject }); // checked above
      return true;
    },
    listen: (incoming, reply) => listen(incoming, reply),
    async close() {
      for (const { cancelTimeout } of asked.values()) cancelTimeout();
      const open = await Promise.allSettled(talks.values());
      talks.clear();
      for (const it of open) {
        if (it.status !== 'fulfilled') continue;
        it.value.cancelIdle();
        await it.value.conversation.close();
      }
    },
  };

  function listen({ request: { id, params }, envelope }: Incoming, reply: Reply): Listening {
    const wanted = wantedOf(params);
    const uris = Array.isArray(wanted['resourceSubscriptions'])
      ? wanted['resourceSubscriptions'].map(String)
      : [];
    let release = () => {};
    let isOver = false;
    // The acknowledgement comes first on the stream.
    let isAcknowledged = false;
    const onChange = (method: string, changed: JsonObject) => {
      if (!isAcknowledged) return;
      const flag = listChanges[method];
      const isWanted =
        flag === undefined
          ? method === 'notifications/resources/updated' && uris.some((uri) => uri === changed['uri'])
          : wanted[flag] === true;
      if (isWanted) reply.event(taggedNotification(method, id, changed));
    };
    const end = () => {
      if (isOver) return;
      isOver = true;
      release();
      reply.end();
    };
    reply.onGone(end);
    talkFor(envelope).then(
      (talk) => {
        if (isOver) return;
        talk.listeners.add(onChange);
        for (const uri of uris) subscribe(talk, uri, 1);
        release = () => {
          talk.listeners.delete(onChange);
          for (const uri of uris) subscribe(talk, uri, -1);
        };
        reply.event(
          taggedNotification('notifications/subscriptions/acknowledged', id, { notifications: wanted }),
        );
        isAcknowledged = true;
      },
      (error: unknown) => {
        log.warn('an upstream could not be listened to', { upstream, error: String(error) });
        const text = `upstream \`${upstream}\` did not start: ${error instanceof Error ? error.message : String(error)}`;
        reply.answer(errorReply(id, gatewayCode.upstreamDown, text));
      },
    );
    return { announceTools: () => onChange('notifications/tools/list_changed', {}), end };
  }

  function subscribe(talk: Talk, uri: string, by: 1 | -1): void {
    const before = talk.subscribed.get(uri) ?? 0;
    talk.subscribed.set(uri, before + by);
    if (before === 0 && by === 1) request(talk, 'resources/subscribe', { uri });
    if (before === 1 && by === -1 && !talk.conversation.isOver)
      request(talk, 'resources/unsubscribe', { uri });
  }
}

const done = { kind: 'result', isError: false, bytes: 0 } as const;

/** Exchanges of modern clients are made with such a reply. */
function detachable(exchange: Exchange): DetachableReply {
  return exchange.reply as DetachableReply;
}
