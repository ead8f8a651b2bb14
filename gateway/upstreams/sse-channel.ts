import type { Clock } from '../../contract/ports.ts';
import { mediaType } from '../http/guards.ts';
import { onOneLine } from '../mcp/json-scan.ts';
import { getHeaders, postHeaders } from '../mcp/relay-headers.ts';
import { createSseSplitter, type SseEvent } from '../mcp/sse-split.ts';
import type { ChannelListener, OpenChannel } from './channel.ts';
import { frameOf } from './frame.ts';
import { describeHttpError, NotDoneError, type HttpLink, type HttpTransfer } from './http-link.ts';

const maxMessageBytes = 64 * 1024 * 1024;
const endpointTimeoutMs = 10_000;

/**
 * Connects over HTTP+SSE (revision 2024-11-05, "HTTP with SSE"): one event stream carries everything that the server
 * says; its first event names where to post. Each channel is a stream of its own.
 */
export function openSseChannel(link: HttpLink, url: string, clock: Clock): OpenChannel {
  return (listener) =>
    new Promise((resolve, reject) => {
      const posts = new Set<HttpTransfer>();
      let status = 0;
      let path: string | undefined;
      let isOver = false;
      const end = (what: string) => {
        if (isOver) return;
        isOver = true;
        cancel();
        stream.abort();
        for (const post of posts) post.abort();
        if (path === undefined) reject(new Error(what));
        else listener.onClose(what);
      };
      const receive = (event: SseEvent) => {
        if (isOver || !event.data) return;
        if (nameOf(event) !== 'endpoint') return deliver(listener, event.data);
        if (path !== undefined) return;
        const found = endpointPath(event.data.toString('utf8').trim(), url);
        if (found === undefined) return end('it sends messages to another server: refused');
        path = found;
        cancel();
        resolve({ send: ({ bytes }) => post(bytes, found), close: async () => close() });
      };
      const splitter = createSseSplitter((event) => {
        // Later, so that what follows the first event in one piece finds a listener that is ready.
        queueMicrotask(() => queueMicrotask(() => receive(event)));
      }, maxMessageBytes);
      const cancel = clock.after(endpointTimeoutMs, () => end('it does not say where to post messages'));
      const stream = link.send(
        { method: 'GET', headers: getHeaders, body: null },
        {
          onHead(answered, headers) {
            status = answered;
            if (status === 200 && mediaType(headers['content-type']) === 'text/event-stream') return;
            end(`it answered HTTP ${status} instead of an event stream`);
          },
          onData(chunk) {
            if (!splitter.push(chunk)) end(`it sent a message over ${maxMessageBytes} bytes`);
            return true;
          },
          onEnd: () => end('it ended the event stream'),
          onError: (error) => end(describeHttpError(error)),
        },
      );

      function close(): void {
        isOver = true;
        cancel();
        stream.abort();
        for (const transfer of posts) transfer.abort();
      }

      function post(bytes: Buffer, to: string): void {
        if (isOver) return;
        let refused: number | undefined;
        const transfer = link.send(
          { method: 'POST', path: to, headers: postHeaders, body: onOneLine(bytes) },
          {
            onHead: (answered) => void (refused = answered > 299 ? answered : undefined),
            onData: () => true,
            onEnd() {
              posts.delete(transfer);
              // Nothing on the stream will say so: whoever waits for an answer would wait for ever.
              if (refused !== undefined) end(`it answered HTTP ${refused} to a message`);
            },
            onError(error) {
              posts.delete(transfer);
              const what = describeHttpError(error);
              end(error instanceof NotDoneError ? `a message could not be sent: ${what}` : what);
            },
          },
        );
        posts.add(transfer);
      }
    });
}

function deliver(listener: ChannelListener, data: Buffer): void {
  listener.onFrame(frameOf(onOneLine(data)));
}

function nameOf({ raw }: SseEvent): string {
  const head = raw.subarray(0, 256).toString('latin1');
  return /(?:^|[\r\n])event:[ ]?([^\r\n]*)/.exec(head)?.[1]?.trim() ?? 'message';
}

/** Only below the same origin: what is posted carries the credentials of this upstream. */
function endpointPath(text: string, url: string): string | undefined {
  const endpoint = URL.parse(text, url);
  if (!endpoint || endpoint.origin !== new URL(url).origin) return undefined;
  return endpoint.pathname + endpoint.search;
}

/** Whether an address answers a GET with such a stream. */
export function looksLikeSse(link: HttpLink, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (is: boolean) => {
      cancel();
      transfer.abort();
      resolve(is);
    };
    const splitter = createSseSplitter(
      (event) => event.data && finish(nameOf(event) === 'endpoint'),
      64 * 1024,
    );
    const cancel = clock.after(endpointTimeoutMs, () => finish(false));
    const transfer = link.send(
      { method: 'GET', headers: getHeaders, body: null },
      {
        onHead(status, headers) {
          if (status !== 200 || mediaType(headers['content-type']) !== 'text/event-stream') finish(false);
        },
        onData: (chunk) => splitter.push(chunk) || (finish(false), true),
        onEnd: () => finish(false),
        onError: () => finish(false),
      },
    );
  });
}
