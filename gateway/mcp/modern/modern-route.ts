import type { IncomingMessage } from 'node:http';
import { isJsonObject, type JsonObject } from '../../../contract/json.ts';
import type { ClientInfo } from '../../../contract/model.ts';
import type { Clock, Ids, Log } from '../../../contract/ports.ts';
import type { Gate } from '../../admission/gate.ts';
import type { Reply } from '../../http/reply.ts';
import { admitCall, type Sent } from '../admit-call.ts';
import { metaKey, modernVersion, type Eras } from '../era.ts';
import { createExchange, type Exchange, type ExchangeHooks } from '../exchange.ts';
import { rpcCode, type ClientMessage, type ClientRequest } from '../json-rpc.ts';
import { createListFilter, type FilterList } from '../list-filter.ts';
import { forwardedHeaders } from '../relay-headers.ts';
import { errorReply } from '../results.ts';
import type { EndReason, ForwardedHeaders, SessionGrant } from '../session.ts';
import { listingOf, type Target } from '../target.ts';
import { createDetachableReply, type DetachableReply } from './detachable-reply.ts';
import { readEnvelope, unfitParamHeaders, type Envelope } from './envelope.ts';
import { modernRule } from './modern-methods.ts';
import { createModernRelay } from './modern-relay.ts';
import { asPrivateList } from './modern-results.ts';
import type { Incoming, Listening, ModernCall, ModernSide } from './modern-side.ts';
import { encodeHeader, paramHeaders } from './param-headers.ts';
import { createTasks } from './tasks.ts';
import { createTranslation } from './translation.ts';

export interface ModernParts {
  readonly version: string;
  readonly gate: Gate;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly onClientConnected: (grantId: string, upstream: string, client: ClientInfo) => void;
}

/** The modern era (2026-07-28): each request stands on its own, there are no sessions. */
export interface ModernRoute {
  receive(
    req: IncomingMessage,
    reply: Reply,
    grant: SessionGrant,
    target: Target,
    messages: readonly ClientMessage[],
  ): void;
  /** The lists of tools of an upstream may look different now; null: for every grant. */
  announceTools(upstream: string, grantId: string | null): void;
  hasRequests(): boolean;
  leaveHeld(): void;
  end(which: (place: Place) => boolean, why: EndReason): Promise<void>;
}

/** A grant at an upstream. */
export interface Place {
  readonly grantId: string;
  readonly upstream: string;
}

interface Desk extends Place {
  readonly target: Target;
  readonly filterList: FilterList;
  readonly inFlight: Set<Exchange>;
  readonly listens: Set<Listening>;
  readonly sides: Map<keyof Eras, ModernSide>;
  client: ClientInfo | null;
}

export function createModernRoute(parts: ModernParts): ModernRoute {
  const { gate, clock, log } = parts;
  const desks = new Map<string, Desk>();
  const tasks = createTasks(parts);

  function deskOf(grant: SessionGrant, target: Target): Desk {
    const key = `${target.name} ${grant.id}`;
    const existing = desks.get(key);
    if (existing?.target === target) return existing;
    const desk: Desk = {
      grantId: grant.id,
      upstream: target.name,
      target,
      filterList: filterFor(grant, target),
      inFlight: new Set(),
      listens: new Set(),
      sides: new Map(),
      client: null,
    };
    desks.set(key, desk);
    return desk;
  }

  function filterFor(grant: SessionGrant, target: Target): FilterList {
    const filter = createListFilter({
      adjust: asPrivateList,
      onTools: (entries) => target.sawTools(entries),
    });
    const { isListed, version } = listingOf(gate, grant.id, target);
    return (id, response) => {
      try {
        return filter.filter(response, id, isListed, version());
      } catch (error) {
        // Fail closed: a list that cannot be filtered is not shown.
        log.error('a list of tools could not be filtered', { upstream: target.name, error: String(error) });
        return undefined;
      }
    };
  }

  function sideOf(desk: Desk, eras: Eras): ModernSide {
    const kind = eras.modern ? 'modern' : 'legacy';
    const existing = desk.sides.get(kind);
    if (existing) return existing;
    const { connection } = desk.target;
    const side =
      eras.modern && connection.kind === 'relay'
        ? createModernRelay({ link: connection.link, upstream: desk.upstream, filterList: desk.filterList })
        : createTranslation({
            ...parts,
            open: connection.open,
            upstream: desk.upstream,
            filterList: desk.filterList,
          });
    desk.sides.set(kind, side);
    return side;
  }

  function withSide(desk: Desk, then: (side: ModernSide) => void): void {
    const { connection } = desk.target;
    const eras = connection.kind === 'relay' ? connection.eras.known() : { legacy: true, modern: false };
    if (eras) return then(sideOf(desk, eras));
    if (connection.kind !== 'relay') return;
    void connection.eras.find().then((found) => then(sideOf(desk, found))); // never rejects
  }

  function serve(desk: Desk, grant: SessionGrant, incoming: Incoming, reply: Reply, side: ModernSide): void {
    const { request, envelope } = incoming;
    if (side.resume(incoming, reply)) return;
    const detachable = createDetachableReply(reply);
    const hooks: ExchangeHooks = {
      onFault: (error) =>
        log.error('an outcome could not be recorded', { upstream: desk.upstream, error: String(error) }),
      onAbandoned: (abandoned) => side.cancel(abandoned),
      onDone: (done) => desk.inFlight.delete(done),
    };
    const exchange = createExchange(request, detachable, hooks);
    if (exchange.isDone) return;
    desk.inFlight.add(exchange);
    if (request.method !== 'tools/call') return side.forward(exchange, { ...incoming, ...request });
    const caller = {
      grantId: grant.id,
      grantName: grant.name,
      client: envelope.client ?? desk.client,
      sessionId: null,
    };
    admitCall(
      { gate, clock, log, place: (tool) => desk.target.tool(tool) },
      caller,
      exchange,
      (sent) => side.forward(exchange, callFor(incoming, sent, detachable, desk.target)),
      {
        isPatient: envelope.takesTasks,
        onHeld() {
          if (envelope.takesTasks) tasks.create(ownerOf(desk), exchange, detachable);
        },
      },
    );
  }

  function introduce(desk: Desk, client: ClientInfo | null): void {
    if (!client) return;
    const isSame = desk.client?.name === client.name && desk.client.version === client.version;
    desk.client = client;
    if (isSame) return;
    for (const upstream of desk.target.upstreams()) parts.onClientConnected(desk.grantId, upstream, client);
  }

  return {
    receive(req, reply, grant, target, messages) {
      const [message] = messages;
      if (!message || messages.length > 1 || message.kind === 'response') {
        const text = 'expected one request: this revision has no batches, and nothing to respond to';
        return reply.answer(errorReply(null, rpcCode.invalidRequest, text), 400);
      }
      // Closing the connection is the cancellation; no notification of a client means anything here.
      if (message.kind === 'notification') return reply.accepted();
      const read = readEnvelope(message, req.headers);
      if (!read.ok) return reply.answer(read.json, 400);
      const rule = modernRule(message.method);
      if (rule === 'refuse') {
        const text = `unknown method \`${message.method}\``;
        return reply.answer(errorReply(message.id, rpcCode.methodNotFound, text), 404);
      }
      const { envelope } = read;
      const desk = deskOf(grant, target);
      introduce(desk, envelope.client);
      if (rule === 'admit') {
        const { name } = message.params ?? {};
        // What it says in one era alone is between the client and the upstream, which are relayed then.
        const definition = typeof name === 'string' ? target.ownTool(name) : undefined;
        const unfit = unfitParamHeaders(message, req.headers, definition);
        if (unfit) return reply.answer(unfit, 400);
      }
      if (rule === 'task' && tasks.handle(ownerOf(desk), message, reply)) return;
      const incoming: Incoming = { request: message, envelope, headers: forwardedHeaders(req.headers) };
      withSide(desk, (side) => {
        if (rule !== 'listen') return serve(desk, grant, incoming, reply, side);
        let isOver = false;
        const listening: Listening = side.listen(incoming, reply, () => {
          isOver = true;
          desk.listens.delete(listening);
        });
        if (!isOver) desk.listens.add(listening);
      });
    },
    announceTools(upstream, grantId) {
      for (const desk of desks.values()) {
        const isConcerned = desk.target.upstreams().includes(upstream);
        if (!isConcerned || (grantId !== null && desk.grantId !== grantId)) continue;
        for (const listening of desk.listens) listening.announceTools();
      }
    },
    hasRequests: () => [...desks.values()].some(({ inFlight }) => [...inFlight].some((it) => !it.isHeld)),
    leaveHeld() {
      for (const { inFlight } of desks.values()) {
        for (const exchange of [...inFlight]) if (exchange.isHeld) exchange.abandon('shutdown');
      }
    },
    async end(which, why) {
      const ending: Promise<void>[] = [];
      for (const [key, desk] of [...desks]) {
        if (!which(desk)) continue;
        desks.delete(key);
        for (const exchange of [...desk.inFlight]) exchange.abandon(why);
        for (const listening of desk.listens) listening.end();
        for (const side of desk.sides.values()) ending.push(side.close());
      }
      if (why === 'shutdown') tasks.close();
      await Promise.allSettled(ending);
    },
  };
}

const ownerOf = (place: Place) => `${place.upstream} ${place.grantId}`;

/** What goes upstream for an admitted call: the client's bytes, unless something in them is no longer true. */
function callFor(incoming: Incoming, sent: Sent, reply: DetachableReply, target: Target): ModernCall {
  const { envelope, headers, request } = incoming;
  const isAsItCame = sent.bytes === request.bytes;
  if (isAsItCame && !reply.isDetached) return { ...sent, envelope, headers };
  // Nobody is there who could be asked something: the upstream must not count on it.
  const told = reply.isDetached ? { ...envelope, capabilities: {} } : envelope;
  const message = withCapabilities(sent.message, told);
  return {
    message,
    bytes: Buffer.from(JSON.stringify(message)),
    envelope: told,
    headers: isAsItCame ? headers : headersFor(message, headers, target),
  };
}

function withCapabilities(
  message: ClientRequest['message'],
  { capabilities }: Envelope,
): ClientRequest['message'] {
  const params = 'params' in message && message.params ? message.params : {};
  const meta = isJsonObject(params['_meta']) ? params['_meta'] : {};
  const changed = { ...meta, [metaKey.version]: modernVersion, [metaKey.clientCapabilities]: capabilities };
  return { ...message, params: { ...params, _meta: changed } }; // a request still
}

/** The headers that repeat arguments must repeat the pinned ones. */
function headersFor(
  message: ClientRequest['message'],
  headers: ForwardedHeaders,
  target: Target,
): ForwardedHeaders {
  const params: JsonObject = ('params' in message && message.params) || {};
  const { name, arguments: args } = params;
  const definition = typeof name === 'string' ? target.tool(name)?.definition : undefined;
  const kept: string[] = [];
  for (let at = 0; at < headers.length; at += 2) {
    const header = headers[at] ?? '';
    if (!header.startsWith('mcp-param-')) kept.push(header, headers[at + 1] ?? '');
  }
  for (const [header, value] of paramHeaders(definition?.inputSchema, isJsonObject(args) ? args : {})) {
    if (value !== undefined) kept.push(header, encodeHeader(value));
  }
  return kept;
}
