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
  let ticket: Forward | undefined;
  let held: Held | undefined;
  let isDone = false;
  const end = (outcome: Outcome | undefined) => {
    isDone = true;
    const closing = ticket;
    ticket = undefined;
    held = undefined;
    hooks.onDone(exchange);
    if (!closing || !outcome) return;
    try {
      report(closing, outcome);
    } catch (error) {
      hooks.onFault(error);
    }
  };
  const reconsidered = (outcome: Outcome): Held | undefined => {
    if (!ticket || outcome.kind !== 'result' || !outcome.isError) return undefined;
    try {
      return ticket.reconsider(outcome.structuredContent);
    } catch (error) {
      // The upstream's own answer says that nothing was done.
      hooks.onFault(error);
      return undefined;
    }
  };
  const exchange: Exchange = {
    request,
    reply,
    progressToken: progressTokenOf(request),
    progressOffset: 0,
    get isDone() {
      return isDone;
    },
    get isHeld() {
      return held !== undefined;
    },
    get wantsResult() {
      return (
        ticket !== undefined && (ticket.wantsResult || ticket.expected !== null || ticket.changes.length > 0)
      );
    },
    onHeldAgain: () => {},
    hold(by) {
      held = by;
    },
    admit(by) {
      held = undefined;
      if (isDone || reply.isGone) {
        by.failed({ code: 'client_gone', message: goneText.client_gone });
        if (!isDone) end(undefined);
        return false;
      }
      ticket = by;
      return true;
    },
    answer(json, outcome) {
      if (isDone) return;
      const again = reconsidered(outcome);
      if (again) {
        ticket = undefined;
        exchange.onHeldAgain(again);
        return;
      }
      const changes = ticket?.changes ?? [];
      reply.answer(outcome.kind === 'result' && changes.length > 0 ? withChangesTold(json, changes) : json);
      end(outcome);
    },
    refuse(json, status) {
      if (isDone) return;
      reply.answer(json, status);
      end(undefined);
    },
    fail(code, message, mayHaveHappened = false) {
      if (isDone) return;
      held?.leave('session_ended');
      const isOpen = mayHaveHappened && ticket !== undefined;
      reply.answer(errorReply(request.id, code, isOpen ? `${message}; ${whatBecameOfIt}` : message));
      end({ kind: 'error', code: codeName(code), message, mayHaveHappened });
    },
    settle(outcome) {
      if (!isDone) end(outcome);
    },
    abandon(why) {
      if (isDone) return;
      const wasHeld = held !== undefined;
      held?.leave(why);
      if (why === 'shutdown' || why === 'session_ended') {
        reply.answer(errorReply(request.id, gatewayCode.stopping, goneText[why]));
      } else {
        reply.end();
      }
      end({ kind: 'error', code: why, message: goneText[why], mayHaveHappened: true });
      if (!wasHeld) hooks.onAbandoned(exchange, why);
    },
  };
  reply.onGone(() => exchange.abandon('client_gone'));
  return exchange;
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
