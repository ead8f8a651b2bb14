import { isJsonObject, type JsonObject } from '../../../contract/json.ts';
import type { JsonRpcId, JsonRpcNotification, JsonRpcRequest } from '../../../contract/mcp.ts';
import type { Clock, Log } from '../../../contract/ports.ts';
import { outgoing, type Channel, type ChannelListener, type Frame } from '../../upstreams/channel.ts';
import { frameOfMessage } from '../../upstreams/frame.ts';
import type { Upstream } from '../../upstreams/upstreams.ts';
import { rpcCode } from '../json-rpc.ts';
import { gatewayCode } from '../results.ts';
import { helloOf, introduction } from './hello.ts';
import { createLister } from './lists.ts';
import { createMember, type Member } from './member.ts';
import { isList, receiverOf } from './receiver.ts';
import { changesOf, qualifiedNotification, renamedFrame } from './passing.ts';
import { createQuestions } from './questions.ts';

/** Which upstreams a connection leads to, and what happens to them. */
export interface Membership {
  /** In the order in which their lists are put together. */
  names(): readonly string[];
  find(name: string): Upstream | undefined;
}

/** A connection of the aggregate, told what happens to its upstreams. */
export interface AggregateChannel extends Channel {
  /** It is ready (again), or new: its tools belong into the lists. */
  joined(name: string): void;
  /** It was restarted or removed: what it was asked is lost. */
  left(name: string): void;
}

export interface AggregateParts {
  readonly membership: Membership;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  /** Unguessable: what begins so is the aggregate's own. */
  readonly idPrefix: string;
}

/** A request on its way to one member. */
interface Routed {
  readonly member: Member;
  readonly method: string;
  readonly token: JsonRpcId | undefined;
  isSent: boolean;
}

/** How long `initialize` waits for upstreams that are not known to be down. */
export const startGraceMs = 5_000;
const maxEarly = 256;

/**
 * Many upstreams as one server, message by message: lists are put together, everything else goes to the one upstream
 * that its name tells. Each upstream has a session of its own; one that is down costs nothing but its tools.
 */
export function createAggregateChannel(parts: AggregateParts, listener: ChannelListener): AggregateChannel {
  const { membership, clock, idPrefix } = parts;
  const members = new Map<string, Member>();
  const routed = new Map<JsonRpcId, Routed>();
  const subscribed = new Set<string>();
  const questions = createQuestions();
  let hello: JsonObject = helloOf();
  let logLevel: string | undefined;
  let isIntroduced = false;
  let isOver = false;
  /** What members say on their own account before the client has been greeted: it may not hear of it yet. */
  let early: Frame[] | undefined = [];

  const deliver = (frame: Frame) => {
    if (!isOver) listener.onFrame(frame);
  };
  const volunteer = (frame: Frame) => {
    if (!early) deliver(frame);
    else if (early.length < maxEarly) early.push(frame);
  };
  const succeed = (id: JsonRpcId, result: JsonObject = {}) =>
    deliver(frameOfMessage({ jsonrpc: '2.0', id, result }));
  const refuse = (id: JsonRpcId, code: number, message: string) =>
    deliver(frameOfMessage({ jsonrpc: '2.0', id, error: { code, message } }));

  /** The upstream cannot answer; `after`: it had the request, and nobody can say what became of it. */
  function lose(id: JsonRpcId, message: string, lost: 'before' | 'after'): void {
    routed.delete(id);
    const error = { code: gatewayCode.upstreamDown, message };
    deliver({ ...frameOfMessage({ jsonrpc: '2.0', id, error }), lost });
  }

  const current = () => membership.names().map(memberOf);
  const lists = createLister({ ...parts, members: current, succeed, refuse });

  function memberOf(name: string): Member {
    const existing = members.get(name);
    if (existing) return existing;
    const member: Member = createMember({
      name,
      clock,
      idPrefix: `${idPrefix}:${name}:`,
      hello,
      find: () => membership.find(name),
      onUp: () => isUp(member),
      onDown(isFirst) {
        for (const [id, it] of [...routed]) {
          if (it.member === member && it.isSent) lose(id, member.why, 'after');
        }
        questions.forget(member);
        if (isFirst) announce(member);
      },
      onFrame: (frame) => take(member, frame),
    });
    members.set(name, member);
    return member;
  }

  /** It has to be told what the client said before it came. */
  function isUp(member: Member): void {
    if (logLevel !== undefined && member.offers('logging'))
      void member.ask('logging/setLevel', { level: logLevel }, startGraceMs);
    for (const uri of subscribed) {
      const to = receiverOf('resources/subscribe', { uri });
      if (to?.upstream === member.name) void member.ask('resources/subscribe', to.params, startGraceMs);
    }
    announce(member);
  }

  function announce(member: Member): void {
    if (!isIntroduced) return;
    for (const method of changesOf(member)) volunteer(frameOfMessage({ jsonrpc: '2.0', method }));
  }

  async function initialize({ id, params }: JsonRpcRequest): Promise<void> {
    hello = helloOf(params);
    const opening = current().map((it) => it.up());
    let cancel = () => {};
    const grace = new Promise<void>((resolve) => (cancel = clock.after(startGraceMs, resolve)));
    await Promise.race([Promise.all(opening), grace]);
    cancel();
    succeed(id, introduction(hello, current(), parts.version));
    isIntroduced = true;
  }

  function greeted(): void {
    const held = early ?? [];
    early = undefined;
    for (const frame of held) deliver(frame);
  }

  function receive(request: JsonRpcRequest): void {
    const { id, method, params = {} } = request;
    if (isList(method)) return void lists.list(request); // never rejects
    switch (method) {
      case 'initialize':
        return void initialize(request); // never rejects
      case 'ping':
        return succeed(id);
      case 'logging/setLevel': {
        const { level } = params;
        if (typeof level !== 'string') return refuse(id, rpcCode.invalidParams, '`level` is missing');
        logLevel = level;
        for (const it of members.values())
          if (it.isUp && it.offers('logging')) void it.ask(method, { level }, startGraceMs);
        return succeed(id);
      }
      default:
        return route(request);
    }
  }

  function route({ id, method, params = {} }: JsonRpcRequest): void {
    const to = receiverOf(method, params);
    if (!to) {
      const text = `\`${method}\` is not offered here: use \`/mcp/UPSTREAM\` for it`;
      return refuse(id, rpcCode.methodNotFound, text);
    }
    if (to.upstream === undefined || !membership.names().includes(to.upstream)) {
      return refuse(id, to.unknownCode, `${to.what} not found`);
    }
    const { uri } = params;
    if (typeof uri === 'string') {
      if (method === 'resources/subscribe') subscribed.add(uri);
      if (method === 'resources/unsubscribe') subscribed.delete(uri);
    }
    const member = memberOf(to.upstream);
    const { _meta: meta } = params;
    const token = isJsonObject(meta) ? meta['progressToken'] : undefined;
    const it: Routed = {
      member,
      method,
      token: typeof token === 'string' || typeof token === 'number' ? token : undefined,
      isSent: false,
    };
    routed.set(id, it);
    const go = (isOpen: boolean) => {
      // Cancelled while the upstream was opened: then nobody wants it any more.
      if (routed.get(id) !== it) return;
      if (!isOpen) return lose(id, member.why, 'before');
      it.isSent = true;
      member.send(outgoing({ jsonrpc: '2.0', id, method, params: to.params }));
    };
    if (member.isUp) go(true);
    else void member.up().then(go); // never rejects
  }

  function notify({ method, params = {} }: JsonRpcNotification): void {
    switch (method) {
      case 'notifications/cancelled': {
        const id = params['requestId'] as JsonRpcId; // any other value finds none
        lists.cancel(id);
        const it = routed.get(id);
        routed.delete(id);
        if (it?.isSent) it.member.send(outgoing({ jsonrpc: '2.0', method, params }));
        return;
      }
      case 'notifications/progress': {
        const asked = questions.ofToken(params['progressToken']);
        const told = { ...params, progressToken: asked?.token ?? '' };
        if (asked) asked.member.send(outgoing({ jsonrpc: '2.0', method, params: told }));
        return;
      }
      case 'notifications/roots/list_changed':
        for (const it of members.values()) it.send(outgoing({ jsonrpc: '2.0', method, params }));
        return;
      default:
      // The members were told `initialized` when they were; anything else belongs to none of them.
    }
  }

  function take(member: Member, frame: Frame): void {
    const { id, method } = frame.envelope;
    if (method === undefined) {
      const it = id === null || id === undefined ? undefined : routed.get(id);
      // An answer counts from the one that was asked: no upstream may answer for another.
      if (it?.member !== member || !it.isSent || id === null || id === undefined) return;
      routed.delete(id);
      return deliver(renamedFrame(member.name, it.method, frame));
    }
    if (id !== undefined && id !== null) {
      if (method === 'ping') return member.send(outgoing({ jsonrpc: '2.0', id, result: {} }));
      return volunteer(questions.ask(member, id, frame));
    }
    const isOurs = (token: unknown) =>
      [...routed.values()].some((it) => it.member === member && it.token === token);
    const passed =
      method === 'notifications/cancelled'
        ? questions.cancelled(member, frame)
        : qualifiedNotification(member.name, method, frame, isOurs);
    if (passed) volunteer(passed);
  }

  return {
    send({ message }) {
      if (isOver) return;
      // A client that says anything else has its answer to `initialize`, whether it confirms it or not.
      if (early && isIntroduced && !('method' in message && message.method === 'ping')) greeted();
      if (!('method' in message)) questions.answer(message);
      else if ('id' in message) receive(message);
      else notify(message);
    },
    joined(name) {
      if (!isIntroduced || isOver) return;
      const member = memberOf(name);
      member.retry();
      void member.up(); // announced when it is; never rejects
    },
    left(name) {
      const member = members.get(name);
      members.delete(name);
      void member?.close(`upstream \`${name}\` was restarted or removed`); // its channel ends in its own time
    },
    async close() {
      isOver = true;
      await Promise.allSettled([...members.values()].map((it) => it.close('the session is over')));
    },
  };
}
