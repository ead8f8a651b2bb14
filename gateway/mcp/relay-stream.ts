import type { ServerResponse } from 'node:http';
import type { Clock } from '../../contract/ports.ts';
import { openSse, type SseStream } from '../http/sse.ts';
import { frameOf } from '../upstreams/frame.ts';
import type { Frame } from '../upstreams/channel.ts';
import type { HttpAnswer, HttpLink } from '../upstreams/http-link.ts';
import { onOneLine } from './json-scan.ts';
import { looksLikeToolList } from './list-filter.ts';
import { getHeaders, returnedHeaders } from './relay-headers.ts';
import { createSseSplitter } from './sse-split.ts';
import type { ForwardedHeaders } from './session.ts';

/** A GET stream of an upstream over HTTP on its way to the client. */
export interface RelayStream {
  /** A message of the gateway's own, between two events of the upstream. */
  event(json: string): void;
  end(): void;
}

export interface RelayStreamParts {
  readonly link: HttpLink;
  readonly res: ServerResponse;
  readonly clock: Clock;
  readonly headers: ForwardedHeaders;
  readonly lastEventId: string | undefined;
  /** A response on this stream is a replay. A list of tools in it is filtered; undefined drops the event. */
  readonly onResponse: (frame: Frame, isToolList: boolean) => Buffer | undefined;
  readonly onEnd: () => void;
}

/**
 * Opens the upstream's GET stream and passes on its events. An upstream that has none (405) gives a stream with the
 * gateway's own messages: a changed policy must reach the client all the same.
 */
export function openRelayStream(parts: RelayStreamParts): RelayStream {
  const { link, res, clock, lastEventId } = parts;
  let stream: SseStream | undefined;
  const splitter = createSseSplitter(({ raw, data }) => {
    const passed = data ? checkedEvent(raw, data, parts) : raw;
    if (passed) stream?.raw(passed);
  });
  let isOwn = false;
  const answer: HttpAnswer = {
    onHead(status, headers) {
      if (res.destroyed) return;
      isOwn = status === 405;
      if (status === 200) stream = openSse(res, clock, returnedHeaders(headers));
      else if (isOwn) stream = openSse(res, clock);
      else {
        // Credentials are between the gateway and the upstream.
        const shown = status === 401 || status === 403 ? 502 : status;
        res.writeHead(shown, { 'content-length': 0 }).end();
      }
    },
    onData(chunk) {
      if (isOwn) return true;
      if (!splitter.push(chunk)) end();
      return !res.writableNeedDrain;
    },
    onEnd() {
      // Without a stream of its own (405) the upstream's answer ends here, ours stays.
      if (stream && !isOwn) end();
    },
    onError() {
      if (stream) end();
      else if (!res.headersSent && !res.destroyed) res.writeHead(502, { 'content-length': 0 }).end();
    },
  };
  const resume = lastEventId === undefined ? [] : ['last-event-id', lastEventId];
  const transfer = link.send(
    { method: 'GET', headers: [...getHeaders, ...parts.headers, ...resume], body: null },
    answer,
  );
  res.on('drain', () => transfer.resume());
  res.once('close', () => {
    transfer.abort();
    parts.onEnd();
  });
  function end(): void {
    transfer.abort();
    if (stream) stream.end();
    else res.destroy();
  }
  return { event: (json) => stream?.event(json), end };
}

function checkedEvent(raw: Buffer, data: Buffer, parts: RelayStreamParts): Buffer | undefined {
  const frame = frameOf(onOneLine(data));
  const { method, hasResult, hasError } = frame.envelope;
  if (method !== undefined || (!hasResult && !hasError)) return raw;
  const isToolList = frame.json.includes('"tools"') && looksLikeToolList(parsed(frame));
  const json = parts.onResponse(frame, isToolList);
  if (json === undefined) return undefined;
  if (!isToolList) return raw;
  const id = /(?:^|\n)id: ?([^\r\n]*)/.exec(raw.subarray(0, 1024).toString('utf8'))?.[1];
  const idLine = id === undefined ? '' : `id: ${id}\n`;
  return Buffer.concat([Buffer.from(`event: message\n${idLine}data: `), json, Buffer.from('\n\n')]);
}

function parsed(frame: Frame): unknown {
  try {
    return frame.parse();
  } catch {
    return undefined;
  }
}
