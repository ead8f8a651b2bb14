import type { ServerResponse } from 'node:http';
import type { JsonRpcId } from '../../contract/mcp.ts';
import type { ClientInfo } from '../../contract/model.ts';
import type { Clock, Log } from '../../contract/ports.ts';
import type { Gate } from '../admission/gate.ts';
import type { Reply } from '../http/reply.ts';
import type { Frame } from '../upstreams/channel.ts';
import { bytesOf } from '../upstreams/frame.ts';
import { describeHttpError, type HttpLink, type HttpTransfer } from '../upstreams/http-link.ts';
import { admitCall } from './admit-call.ts';
import { createExchange, type Exchange, type ExchangeHooks } from './exchange.ts';
import { createGreeting } from './greeting.ts';
import { withListChanged } from './initialize.ts';
import { rpcCode, type ClientMessage, type ClientNotification, type ClientRequest } from './json-rpc.ts';
import type { FilterList } from './list-filter.ts';
import { notificationRule, requestRule } from './methods.ts';
import { createRelayAnswer } from './relay-answer.ts';
import { postHeaders, returnedHeaders } from './relay-headers.ts';
import { openRelayStream, type RelayStream } from './relay-stream.ts';
import { errorReply, gatewayCode } from './results.ts';
import {
  toolsChanged,
  type EndReason,
  type ForwardedHeaders,
  type Session,
  type SessionGrant,
} from './session.ts';
import type { Target } from './target.ts';

export interface RelayParts {
  readonly grant: SessionGrant;
  readonly client: ClientInfo | null;
  readonly target: Target;
  readonly link: HttpLink;
  readonly filterList: FilterList;
  readonly gate: Gate;
  readonly clock: Clock;
  readonly log: Log;
  /** `initialize` was answered with a result; the session has its id, if it gets one. */
  readonly onInitialized: (session: Session) => void;
  /** The upstream does not know the session any more. */
  readonly onEnded: (session: Session) => void;
}

/**
 * A session with an upstream over HTTP: one request upstream for each request, bytes passed on as they are. The id is
 * the upstream's own, known once it answers `initialize`; null for an upstream without sessions.
 */
export function createRelaySession(parts: RelayParts): Session {
  const { link, target, gate, clock, log } = parts;
  const upstream = target.name;
  const admission = { gate, clock, log, place: (tool: string) => target.tool(tool) };
  const inFlight = new Set<Exchange>();
  const streams = new Set<RelayStream>();
  let id: string | null = null;
  let isOver = false;
  const greeting = createGreeting({ upstream, link, clock, log, onUnknown: () => parts.onEnded(session) });
  /** Of the newest request: the gateway's own requests for this session carry the same. */
  let newestHeaders: ForwardedHeaders = [];

  const hooks: ExchangeHooks = {
    onFault: (error) => log.error('an outcome could not be recorded', { upstream, error: String(error) }),
    onAbandoned({ request }, why) {
      if (why === 'cancelled' || request.method === 'initialize') return;
      const params = { requestId: request.id, reason: why };
      const message = { jsonrpc: '2.0', method: 'notifications/cancelled', params };
      void sendQuietly('POST', Buffer.from(JSON.stringify(message))); // never rejects
    },
    onDone: (exchange) => inFlight.delete(exchange),
  };

  /** For what nobody waits for. */
  function sendQuietly(method: 'POST' | 'DELETE', body: Buffer | null): Promise<void> {
    return new Promise((resolve) => {
      link.send(
        { method, headers: [...postHeaders, ...newestHeaders], body },
        { onHead() {}, onData: () => true, onEnd: resolve, onError: () => resolve() },
      );
    });
  }

  function forward(exchange: Exchange, body: Buffer, headers: ForwardedHeaders): void {
    const { request } = exchange;
    const answer = createRelayAnswer({
      exchange,
      upstream,
      transfer: () => transfer,
      onHead(status, answered) {
        if (request.method === 'initialize') {
          id = answered['mcp-session-id']?.toString() ?? null;
          if (id !== null) {
            exchange.reply.setHeader('mcp-session-id', id);
            newestHeaders = [...headers, 'mcp-session-id', id];
          }
        } else if (status === 404 && id !== null) parts.onEnded(session);
      },
      ...transformFor(request),
    });
    const isRepeatable = request.method !== 'tools/call';
    const question = { method: 'POST', headers: [...postHeaders, ...headers], body, isRepeatable } as const;
    const transfer: HttpTransfer = link.send(question, answer);
    exchange.reply.onGone(() => transfer.abort());
  }

  function transformFor({ id: requestId, method }: ClientRequest) {
    switch (method) {
      case 'tools/list':
        return { transform: (frame: Frame) => parts.filterList(requestId, bytesOf(frame)) };
      case 'initialize':
        return {
          transform(frame: Frame) {
            parts.onInitialized(session);
            return withListChanged(frame);
          },
        };
      default:
        return {};
    }
  }

  function receiveRequest(request: ClientRequest, reply: Reply, headers: ForwardedHeaders): void {
    const rule = requestRule(request.method);
    if (rule === 'refuse') {
      const text = `unknown method \`${request.method}\``;
      return reply.answer(errorReply(request.id, rpcCode.methodNotFound, text));
    }
    const exchange = createExchange(request, reply, hooks);
    if (exchange.isDone) return;
    inFlight.add(exchange);
    if (rule !== 'admit') return forward(exchange, request.bytes, headers);
    const caller = {
      grantId: parts.grant.id,
      grantName: parts.grant.name,
      client: parts.client,
      sessionId: id,
    };
    admitCall(admission, caller, exchange, (sent) => forward(exchange, sent.bytes, headers));
  }

  function receiveNotification(it: ClientNotification, reply: Reply, headers: ForwardedHeaders): void {
    switch (notificationRule(it.method)) {
      case 'refuse': {
        const text = `unknown notification \`${it.method}\``;
        return reply.answer(errorReply(null, rpcCode.methodNotFound, text), 400);
      }
      case 'cancel': {
        const exchange = findExchange(it.params?.['requestId'] as JsonRpcId); // any other value finds none
        const wasHeld = exchange?.isHeld === true;
        exchange?.abandon('cancelled');
        if (wasHeld) return reply.accepted();
        return passOn(it.bytes, reply, headers);
      }
      case 'relay':
        if (it.method !== 'notifications/initialized' || id === null) return passOn(it.bytes, reply, headers);
        greeting.send(it.bytes, headers);
        reply.accepted();
    }
  }

  /** Sends a notification or a response and answers as the upstream does. */
  function passOn(body: Buffer, reply: Reply, headers: ForwardedHeaders): void {
    link.send(
      { method: 'POST', headers: [...postHeaders, ...headers], body },
      {
        onHead(status) {
          if (status === 404 && id !== null) parts.onEnded(session);
          if (status < 300) return reply.accepted();
          reply.answer(errorReply(null, status, `upstream \`${upstream}\` answered HTTP ${status}`), status);
        },
        onData: () => true,
        onEnd() {},
        onError(error) {
          const text = `upstream \`${upstream}\` did not answer: ${describeHttpError(error)}`;
          reply.answer(errorReply(null, gatewayCode.upstreamDown, text), 502);
        },
      },
    );
  }

  function open(res: ServerResponse, lastEventId: string | undefined, headers: ForwardedHeaders): void {
    const stream = openRelayStream({
      link,
      res,
      clock,
      headers,
      lastEventId,
      onResponse(frame, isToolList) {
        const { id: answered, hasResult, isError } = frame.envelope;
        if (typeof answered !== 'string' && typeof answered !== 'number') return undefined;
        const json = isToolList ? parts.filterList(answered, bytesOf(frame)) : bytesOf(frame);
        findExchange(answered)?.settle(
          hasResult
            ? { kind: 'result', isError, bytes: Buffer.byteLength(frame.json) }
            : { kind: 'error', code: 'upstream_error', message: 'the upstream answered with an error' },
        );
        return json;
      },
      onEnd: () => streams.delete(stream),
    });
    streams.add(stream);
  }

  function take(message: ClientMessage, reply: Reply, headers: ForwardedHeaders): void {
    switch (message.kind) {
      case 'request':
        return receiveRequest(message, reply, headers);
      case 'notification':
        return receiveNotification(message, reply, headers);
      case 'response':
        return passOn(message.bytes, reply, headers);
    }
  }

  function findExchange(requestId: JsonRpcId): Exchange | undefined {
    return [...inFlight].findLast((it) => it.request.id === requestId);
  }

  const session: Session = {
    get id() {
      return id;
    },
    grantId: parts.grant.id,
    upstream,
    isBusy: () => inFlight.size > 0 || streams.size > 0,
    hasRequests: () => [...inFlight].some((it) => !it.isHeld),
    leaveHeld() {
      for (const exchange of [...inFlight]) if (exchange.isHeld) exchange.abandon('shutdown');
    },
    receive(message: ClientMessage, reply: Reply, headers: ForwardedHeaders) {
      newestHeaders = headers;
      greeting.after(
        () => take(message, reply, headers),
        () => reply.answer(errorReply(null, rpcCode.internalError, 'the request could not be handled'), 500),
      );
    },
    openStream(res, lastEventId, headers) {
      greeting.after(
        () => res.destroyed || open(res, lastEventId, headers),
        () => res.destroy(),
      );
    },
    async remove(res, headers) {
      link.send(
        { method: 'DELETE', headers: [...postHeaders, ...headers], body: null },
        {
          onHead: (status, answered) => {
            const shown = status === 401 || status === 403 ? 502 : status;
            res.writeHead(shown, { ...returnedHeaders(answered), 'content-length': 0 }).end();
          },
          onData: () => true,
          onEnd() {},
          onError: () => res.writeHead(200, { 'content-length': 0 }).end(),
        },
      );
      close('session_ended');
    },
    announceTools() {
      [...streams].at(-1)?.event(toolsChanged);
    },
    async end(why) {
      if (isOver) return;
      close(why);
      // Most clients never end their sessions; the upstream should not keep them for ever.
      if (id !== null) await Promise.race([sendQuietly('DELETE', null), delay(1_000)]);
    },
  };

  function close(why: EndReason): void {
    isOver = true;
    greeting.end();
    for (const exchange of [...inFlight]) exchange.abandon(why);
    for (const stream of [...streams]) stream.end();
  }

  function delay(ms: number): Promise<void> {
    return new Promise((resolve) => void clock.after(ms, resolve));
  }

  return session;
}
