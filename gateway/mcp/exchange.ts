import type { JsonObject } from '../../contract/json.ts';
import type { JsonRpcId } from '../../contract/mcp.ts';
import type { Forward, Held } from '../admission/gate.ts';
import type { Reply } from '../http/reply.ts';
import type { ClientRequest } from './json-rpc.ts';
import { errorReply, gatewayCode, withChangesTold } from './results.ts';

/** Why an exchange ended without an answer from the upstream. */
export type Abandonment = 'client_gone' | 'cancelled' | 'session_ended' | 'shutdown';

/**
 * One request of a client from its arrival to its end. It owns the reply and, for a tool call, the ticket of the gate:
 * whatever happens, and in whatever order, the client gets at most one answer and the gate exactly one outcome.
 */
export interface Exchange {
  readonly request: ClientRequest;
  readonly reply: Reply;
  readonly progressToken: JsonRpcId | undefined;
  /** What the gateway itself reported while holding: added to later progress, so that it keeps increasing. */
  progressOffset: number;
  readonly isDone: boolean;
  readonly isHeld: boolean;
  /** The gate wants to know what the result says. */
  readonly wantsResult: boolean;
  /** The gate holds the call: abandoning takes it back. */
  hold(held: Held): void;
  /** What to do when an answer of the upstream leads back to waiting. */
  onHeldAgain: (held: Held) => void;
  /** The gate let it through (again); false when the client is gone by now: then it must not be forwarded. */
  admit(ticket: Forward): boolean;
  /** The last message, from the upstream. */
  answer(json: string | Buffer, outcome: Outcome): void;
  /** An answer of the gateway's own that forwards nothing. */
  refuse(json: string, status?: number): void;
  /**
   * The upstream let us down: a JSON-RPC error for the client, a failure for the record. `mayHaveHappened`: it was sent,
   * and nobody can say what became of it; then the agent is told, and what was reserved stays.
   */
  fail(code: number, message: string, mayHaveHappened?: boolean): void;
  /** The reply was written byte by byte and is complete. */
  settle(outcome: Outcome): void;
  /** Ends it without an answer. Safe to repeat. */
  abandon(why: Abandonment): void;
}

export type Outcome =
  | {
      readonly kind: 'result';
      readonly isError: boolean;
      readonly bytes: number;
      /** When the gate wants it. */
      readonly structuredContent?: JsonObject | undefined;
    }
  | {
      readonly kind: 'error';
      readonly code: string;
      readonly message: string;
      /** It was sent, and nobody can say what became of it. */
      readonly mayHaveHappened?: boolean;
    };

export interface ExchangeHooks {
  /** The gate could not take the outcome. The client has its answer all the same. */
  onFault(error: unknown): void;
  /** The client no longer waits for something that was forwarded. */
  onAbandoned(exchange: Exchange, why: Abandonment): void;
  onDone(exchange: Exchange): void;
}

export function createExchange(request: ClientRequest, reply: Reply, hooks: ExchangeHooks): Exchange {
  const exchange = new ClientExchange(request, reply, hooks);
  reply.onGone(() => exchange.abandon('client_gone'));
  return exchange;
}

/** A class, where closures would be made anew for each request. */
class ClientExchange implements Exchange {
  readonly request: ClientRequest;
  readonly reply: Reply;
  readonly progressToken: JsonRpcId | undefined;
  progressOffset = 0;
  isDone = false;
  onHeldAgain: (held: Held) => void = () => {};
  readonly #hooks: ExchangeHooks;
  #ticket: Forward | undefined;
  #held: Held | undefined;

  constructor(request: ClientRequest, reply: Reply, hooks: ExchangeHooks) {
    this.request = request;
    this.reply = reply;
    this.progressToken = progressTokenOf(request);
    this.#hooks = hooks;
  }

  get isHeld() {
    return this.#held !== undefined;
  }

  get wantsResult() {
    const ticket = this.#ticket;
    return (
      ticket !== undefined && (ticket.wantsResult || ticket.expected !== null || ticket.changes.length > 0)
    );
  }

  hold(by: Held) {
    this.#held = by;
  }

  admit(by: Forward) {
    this.#held = undefined;
    if (this.isDone || this.reply.isGone) {
      by.failed({ code: 'client_gone', message: goneText.client_gone });
      if (!this.isDone) this.#end(undefined);
      return false;
    }
    this.#ticket = by;
    return true;
  }

  answer(json: string | Buffer, outcome: Outcome) {
    if (this.isDone) return;
    const again = this.#reconsidered(outcome);
    if (again) {
      this.#ticket = undefined;
      this.onHeldAgain(again);
      return;
    }
    const changes = this.#ticket?.changes ?? [];
    this.reply.answer(
      outcome.kind === 'result' && changes.length > 0 ? withChangesTold(json, changes) : json,
    );
    this.#end(outcome);
  }

  refuse(json: string, status?: number) {
    if (this.isDone) return;
    this.reply.answer(json, status);
    this.#end(undefined);
  }

  fail(code: number, message: string, mayHaveHappened = false) {
    if (this.isDone) return;
    this.#held?.leave('session_ended');
    const isOpen = mayHaveHappened && this.#ticket !== undefined;
    this.reply.answer(errorReply(this.request.id, code, isOpen ? `${message}; ${whatBecameOfIt}` : message));
    this.#end({ kind: 'error', code: codeName(code), message, mayHaveHappened });
  }

  settle(outcome: Outcome) {
    if (!this.isDone) this.#end(outcome);
  }

  abandon(why: Abandonment) {
    if (this.isDone) return;
    const wasHeld = this.isHeld;
    this.#held?.leave(why);
    if (why === 'shutdown' || why === 'session_ended') {
      this.reply.answer(errorReply(this.request.id, gatewayCode.stopping, goneText[why]));
    } else {
      this.reply.end();
    }
    this.#end({ kind: 'error', code: why, message: goneText[why], mayHaveHappened: true });
    if (!wasHeld) this.#hooks.onAbandoned(this, why);
  }

  #end(outcome: Outcome | undefined): void {
    this.isDone = true;
    const closing = this.#ticket;
    this.#ticket = undefined;
    this.#held = undefined;
    this.#hooks.onDone(this);
    if (!closing || !outcome) return;
    try {
      report(closing, outcome);
    } catch (error) {
      this.#hooks.onFault(error);
    }
  }

  #reconsidered(outcome: Outcome): Held | undefined {
    if (!this.#ticket || outcome.kind !== 'result' || !outcome.isError) return undefined;
    try {
      return this.#ticket.reconsider(outcome.structuredContent);
    } catch (error) {
      // The upstream's own answer says that nothing was done.
      this.#hooks.onFault(error);
      return undefined;
    }
  }
}

const whatBecameOfIt = 'whether the call was carried out is not known: look before you repeat it';

const goneText: Readonly<Record<Abandonment, string>> = {
  client_gone: 'the client closed the connection before the answer',
  cancelled: 'the client cancelled the request',
  session_ended: 'the session ended before the answer',
  shutdown: 'Checkstand is stopping; the call was given up',
};

function report(ticket: Forward, outcome: Outcome): void {
  switch (outcome.kind) {
    case 'result':
      ticket.completed({
        isError: outcome.isError,
        resultBytes: outcome.bytes,
        structuredContent: outcome.structuredContent,
      });
      break;
    case 'error':
      ticket.failed({
        code: outcome.code,
        message: outcome.message,
        ...(outcome.mayHaveHappened && { mayHaveHappened: true }),
      });
      break;
  }
}

function codeName(code: number): string {
  switch (code) {
    case gatewayCode.upstreamDown:
      return 'upstream_down';
    case gatewayCode.upstreamUnusable:
      return 'upstream_unusable';
    default:
      return `error_${code}`;
  }
}

function progressTokenOf({ params }: ClientRequest): JsonRpcId | undefined {
  const meta = params?.['_meta'];
  if (typeof meta !== 'object' || meta === null || Array.isArray(meta)) return undefined;
  const token = meta['progressToken'];
  return typeof token === 'string' || typeof token === 'number' ? token : undefined;
}
