import type { IncomingHttpHeaders } from 'node:http';
import { mediaType } from '../http/guards.ts';
import {
  describeHttpError,
  mayHaveHappened,
  type HttpAnswer,
  type HttpTransfer,
} from '../upstreams/http-link.ts';
import { frameOf } from '../upstreams/frame.ts';
import { joined } from '../upstreams/read-memory.ts';
import type { Frame } from '../upstreams/channel.ts';
import type { Exchange } from './exchange.ts';
import { onOneLine } from './json-scan.ts';
import { createRawSink, type Sink } from './raw-sink.ts';
import { returnedHeaders } from './relay-headers.ts';
import { gatewayCode } from './results.ts';
import { createSseSplitter } from './sse-split.ts';
import { errorTextOf, progressTokenOf, shiftedProgress, structuredContentOf } from './upstream-message.ts';

export interface RelayAnswerParts {
  readonly exchange: Exchange;
  readonly upstream: string;
  /** Resumes the upstream after the client caught up. Known only once the request is sent. */
  readonly transfer: () => HttpTransfer;
  readonly onHead?: (status: number, headers: IncomingHttpHeaders) => void;
  /**
   * What to make of the response before the client gets it; undefined refuses it. Without it, and with the
   * connection to itself, the answer is passed on byte by byte.
   */
  readonly transform?: (frame: Frame) => string | Buffer | undefined;
}

/** The most that an answer which has to be looked into, or written into an open stream, may hold. */
const maxCollectedBytes = 64 * 1024 * 1024;

/** Takes the answer of an upstream over HTTP to the client, and the exchange to its end. */
export function createRelayAnswer(parts: RelayAnswerParts): HttpAnswer {
  const { exchange, upstream } = parts;
  let sink: Sink | undefined;
  const down = (what: string, mayHaveHappened: boolean) =>
    exchange.fail(
      gatewayCode.upstreamDown,
      `upstream \`${upstream}\` did not answer: ${what}`,
      mayHaveHappened,
    );
  return {
    onHead(status, headers) {
      parts.onHead?.(status, headers);
      sink = sinkFor(parts, status, headers);
    },
    onData: (chunk) => sink?.data(chunk) ?? true,
    onEnd() {
      const isToBeContinued = sink?.end() === 'to be continued';
      if (!exchange.isDone && !exchange.isHeld && !isToBeContinued)
        down('it closed the connection without a response', true);
    },
    onError: (error) => down(describeHttpError(error), mayHaveHappened(error)),
  };
}

function sinkFor(parts: RelayAnswerParts, status: number, headers: IncomingHttpHeaders): Sink {
  const { exchange } = parts;
  const type = mediaType(headers['content-type']);
  const isReadable = headers['content-encoding'] === undefined || headers['content-encoding'] === 'identity';
  const isMessage = isReadable && (type === 'application/json' || type === 'text/event-stream');
  // Credentials are between the gateway and the upstream: passed on, a 401 would send the client into a login of its own.
  const isOurs = status === 401 || status === 403 || status === 407 || status >= 500;
  if (status >= 400 && !isOurs) return refusedSink(parts, status, headers);
  if (status !== 200 || !isMessage) return faultSink(parts, status, type);
  if (!parts.transform && !exchange.wantsResult) {
    const isSse = type === 'text/event-stream';
    const res = exchange.reply.passThrough(isSse ? 'event-stream' : 'json');
    if (res) return createRawSink({ exchange, res, transfer: parts.transfer, status, headers, isSse });
  }
  return type === 'application/json' ? jsonSink(parts) : sseSink(parts);
}

/** A JSON answer as a whole: to be transformed, or to be written into an open stream. */
function jsonSink(parts: RelayAnswerParts): Sink {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return {
    data(chunk) {
      bytes += chunk.length;
      if (bytes > maxCollectedBytes) unusable(parts, `its answer is over ${maxCollectedBytes} bytes`);
      else chunks.push(chunk);
      return true;
    },
    end() {
      if (!parts.exchange.isDone) respond(parts, frameOf(onOneLine(joined(chunks, bytes))));
      return undefined;
    },
  };
}

/** An event stream, event by event. */
function sseSink(parts: RelayAnswerParts): Sink {
  const { exchange } = parts;
  exchange.reply.openStream();
  const splitter = createSseSplitter(({ data }) => {
    if (!data || exchange.isDone) return;
    const frame = frameOf(onOneLine(data));
    const { method, id } = frame.envelope;
    if (method === undefined && id === exchange.request.id) return respond(parts, frame);
    const isOurs = method === 'notifications/progress' && progressTokenOf(frame) === exchange.progressToken;
    exchange.reply.event(isOurs ? shiftedProgress(frame, exchange.progressOffset) : frame.json);
  }, maxCollectedBytes);
  return {
    data(chunk) {
      if (!splitter.push(chunk)) unusable(parts, `an event of its answer is over ${maxCollectedBytes} bytes`);
      return true;
    },
    end: () => undefined,
  };
}

function respond(parts: RelayAnswerParts, frame: Frame): void {
  const { exchange, transform } = parts;
  const { hasResult, hasError, isError } = frame.envelope;
  if (!hasResult && !hasError) return unusable(parts, 'its answer is not a JSON-RPC response');
  const json = transform && hasResult ? transform(frame) : frame.json;
  if (json === undefined) return unusable(parts, 'its answer cannot be read, so it was not passed on');
  exchange.answer(
    json,
    hasResult
      ? {
          kind: 'result',
          isError,
          bytes: Buffer.byteLength(json),
          structuredContent: exchange.wantsResult ? structuredContentOf(frame) : undefined,
        }
      : { kind: 'error', code: 'upstream_error', message: errorTextOf(frame) },
  );
}

/** A refusal by the upstream's transport (400, 404, …): the client gets it as it is while that is possible. */
function refusedSink(parts: RelayAnswerParts, status: number, headers: IncomingHttpHeaders): Sink {
  const { exchange, upstream } = parts;
  return collectText((text) => {
    const message = `upstream \`${upstream}\` answered HTTP ${status}: ${text.slice(0, 300)}`;
    const res = exchange.reply.passThrough('json');
    if (!res) return exchange.fail(gatewayCode.upstreamUnusable, message);
    res.writeHead(status, { ...returnedHeaders(headers), 'content-length': Buffer.byteLength(text) });
    res.end(text);
    exchange.settle({ kind: 'error', code: `upstream_http_${status}`, message });
  });
}

function faultSink(parts: RelayAnswerParts, status: number, type: string): Sink {
  return collectText((text) => {
    const what = status === 200 ? `sent ${type || 'no content type'}` : `answered HTTP ${status}`;
    const hint = status === 401 || status === 403 ? ': check the headers it was added with' : '';
    const excerpt = text === '' ? '' : `; it said: ${text.slice(0, 300)}`;
    parts.exchange.fail(
      gatewayCode.upstreamUnusable,
      `upstream \`${parts.upstream}\` ${what}${hint}${excerpt}`,
      // Who is not let in has done nothing; of a server that broke nobody can say.
      hint === '' && status !== 407,
    );
  });
}

function collectText(done: (text: string) => void): Sink {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return {
    data(chunk) {
      if (bytes < 64 * 1024) chunks.push(chunk);
      bytes += chunk.length;
      return true;
    },
    end() {
      done(Buffer.concat(chunks).toString('utf8'));
      return undefined;
    },
  };
}

function unusable({ exchange, upstream, transfer }: RelayAnswerParts, what: string): void {
  exchange.fail(gatewayCode.upstreamUnusable, `upstream \`${upstream}\`: ${what}`, true);
  transfer().abort();
}
