import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { HttpTransfer } from '../upstreams/http-link.ts';
import { giveBack } from '../upstreams/read-memory.ts';
import { createJsonMeter, createSseMeter, type AnswerMeter } from './answer-meter.ts';
import type { Exchange, Outcome } from './exchange.ts';
import { returnedHeaders } from './relay-headers.ts';

/** Where the body of an answer goes, by what it is. */
export interface Sink {
  /** False: stop for now; the transfer is resumed when the client caught up. */
  data(chunk: Buffer): boolean;
  /** `to be continued`: the response will come on a GET stream (2025-11-25, "Resumability and Redelivery"). */
  end(): 'to be continued' | undefined;
}

export interface RawSinkParts {
  readonly exchange: Exchange;
  /** The client's response, which this answer has to itself. */
  readonly res: ServerResponse;
  readonly transfer: () => HttpTransfer;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly isSse: boolean;
}

/**
 * How much of one answer waits here for its client, about. Node's own mark is one read, and to stop after each read
 * costs more than the read.
 */
const maxUnsentBytes = 256 * 1024;

/** Bytes through, counted and watched, never kept. */
export function createRawSink({ exchange, res, transfer, status, headers, isSse }: RawSinkParts): Sink {
  const meter = isSse ? createSseMeter() : createJsonMeter();
  const head = returnedHeaders(headers);
  let first: Buffer | undefined;
  const flush = () => {
    if (!first || res.destroyed || res.writableEnded) return;
    res.writeHead(status, withLength(head, headers));
    pass(first);
    first = undefined;
  };
  const pass = (chunk: Buffer) => {
    res.write(chunk, (error) => {
      if (!error) giveBack(chunk);
    });
  };
  const settleWhenSeen = () => {
    const response = exchange.isDone ? undefined : meter.response();
    if (response) exchange.settle(outcomeOf(response, meter));
  };
  // Also after the exchange is over: an event stream may go on, and its reader may go.
  res.once('close', () => transfer().abort());
  res.on('drain', () => transfer().resume());
  if (isSse) {
    res.writeHead(status, head);
    res.flushHeaders();
  }
  return {
    data(chunk) {
      if (res.destroyed || res.writableEnded) return true;
      meter.push(chunk);
      if (!res.headersSent && !first) {
        first = chunk;
        // Most answers are whole by the next tick: they go out in one piece, with their length.
        process.nextTick(flush);
        return true;
      }
      flush();
      pass(chunk);
      if (isSse) settleWhenSeen();
      return res.writableLength < maxUnsentBytes;
    },
    end() {
      if (res.destroyed || res.writableEnded) return undefined;
      if (isSse) {
        settleWhenSeen();
        if (!exchange.isDone && !meter.isResumable) return undefined;
        res.end();
        return 'to be continued';
      }
      if (res.headersSent) res.end();
      else if (first) {
        res.writeHead(status, { ...head, 'content-length': first.length });
        res.end(first);
        first = undefined;
      }
      settleWhenSeen();
      return undefined;
    },
  };
}

/** The upstream's own `Content-Length`, so that a body in many pieces needs no frame around each. */
function withLength(head: Record<string, string>, headers: IncomingHttpHeaders): Record<string, string> {
  const length = headers['content-length'];
  return length === undefined ? head : { ...head, 'content-length': length };
}

function outcomeOf(response: { hasResult: boolean; isError: boolean }, meter: AnswerMeter): Outcome {
  if (response.hasResult) return { kind: 'result', isError: response.isError, bytes: meter.bytes };
  return { kind: 'error', code: 'upstream_error', message: 'the upstream answered with an error' };
}
