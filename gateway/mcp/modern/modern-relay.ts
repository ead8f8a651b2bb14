import { isJsonObject } from '../../../contract/json.ts';
import type { Reply } from '../../http/reply.ts';
import { frameOf } from '../../upstreams/frame.ts';
import type { Frame } from '../../upstreams/channel.ts';
import type { HttpLink, HttpTransfer } from '../../upstreams/http-link.ts';
import type { Exchange } from '../exchange.ts';
import { onOneLine } from '../json-scan.ts';
import type { FilterList } from '../list-filter.ts';
import { createRelayAnswer } from '../relay-answer.ts';
import { postHeaders } from '../relay-headers.ts';
import { createSseSplitter } from '../sse-split.ts';
import { asDiscovered, taggedNotification, withResult } from './modern-results.ts';
import { wantedOf, type Incoming, type Listening, type ModernSide } from './modern-side.ts';

interface Parts {
  readonly link: HttpLink;
  readonly upstream: string;
  readonly filterList: FilterList;
}

const acknowledged = 'notifications/subscriptions/acknowledged';

/** A modern upstream over HTTP: one request upstream for each request, bytes passed on as they are. */
export function createModernRelay({ link, upstream, filterList }: Parts): ModernSide {
  const transfers = new WeakMap<Exchange, HttpTransfer>();

  function transformFor({ id, method }: Exchange['request']) {
    switch (method) {
      case 'tools/list':
        return { transform: (frame: Frame) => filterList(id, Buffer.from(frame.json)) };
      case 'server/discover':
        return { transform: (frame: Frame) => withResult(Buffer.from(frame.json), asDiscovered) };
      default:
        return {};
    }
  }

  return {
    forward(exchange, { bytes, headers }) {
      const answer = createRelayAnswer({
        exchange,
        upstream,
        transfer: () => transfer,
        ...transformFor(exchange.request),
      });
      const isRepeatable = exchange.request.method !== 'tools/call';
      const question = {
        method: 'POST',
        headers: [...postHeaders, ...headers],
        body: bytes,
        isRepeatable,
      } as const;
      const transfer: HttpTransfer = link.send(question, answer);
      transfers.set(exchange, transfer);
      // The closed connection is the cancellation.
      exchange.reply.onGone(() => transfer.abort());
    },
    cancel(exchange) {
      transfers.get(exchange)?.abort();
    },
    resume: () => false,
    listen: (incoming, reply, onEnd) => listenThrough(link, incoming, reply, onEnd),
    close: async () => {},
  };
}

/** Relays the upstream's stream of changes, and adds those that the policy makes. */
function listenThrough(
  link: HttpLink,
  { request, headers }: Incoming,
  reply: Reply,
  onEnd: () => void,
): Listening {
  const wanted = wantedOf(request.params);
  let isOwn = false;
  let isOver = false;
  const over = () => {
    if (!isOver) onEnd();
    isOver = true;
  };
  const acknowledge = (granted: Record<string, unknown>) => {
    const notifications = {
      ...granted,
      ...(wanted['toolsListChanged'] === true && { toolsListChanged: true }),
    };
    reply.event(taggedNotification(acknowledged, request.id, { notifications })); // JSON by construction
  };
  const splitter = createSseSplitter(({ data }) => {
    if (!data) return;
    const frame = frameOf(onOneLine(data));
    if (frame.envelope.method === undefined) {
      reply.answer(frame.json);
      return over();
    }
    if (frame.envelope.method !== acknowledged) return reply.event(frame.json);
    const message = frame.parse();
    const params = isJsonObject(message) && isJsonObject(message['params']) ? message['params'] : {};
    acknowledge(wantedOf(params));
  });
  const transfer = link.send(
    { method: 'POST', headers: [...postHeaders, ...headers], body: request.bytes },
    {
      onHead(status, answered) {
        // An upstream without changes of its own: the policy's are announced all the same.
        isOwn = status !== 200 || !String(answered['content-type']).startsWith('text/event-stream');
        if (isOwn) acknowledge({});
        else reply.openStream();
      },
      onData: (chunk) => isOwn || splitter.push(chunk) || (end(), true),
      onEnd() {
        if (!isOwn) end();
      },
      onError: () => end(),
    },
  );
  reply.onGone(end);
  function end(): void {
    transfer.abort();
    reply.end();
    over();
  }
  return {
    announceTools() {
      if (wanted['toolsListChanged'] !== true || !reply.isStreaming) return;
      reply.event(taggedNotification('notifications/tools/list_changed', request.id));
    },
    end,
  };
}
