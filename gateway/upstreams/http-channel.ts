import { isJsonObject } from '../../contract/json.ts';
import type { Clock } from '../../contract/ports.ts';
import { mediaType } from '../http/guards.ts';
import { getHeaders, postHeaders } from '../mcp/relay-headers.ts';
import { createSseSplitter } from '../mcp/sse-split.ts';
import { onOneLine } from '../mcp/json-scan.ts';
import type { Channel, ChannelListener, OpenChannel, Outgoing } from './channel.ts';
import { frameOf } from './frame.ts';
import { describeHttpError, type HttpLink, type HttpTransfer } from './http-link.ts';

const maxCatalogueBytes = 32 * 1024 * 1024;
const reopenMs = 2_000;

/** The gateway's own connection with an upstream over Streamable HTTP, as a channel. Client sessions do not use it. */
export function openHttpChannel(link: HttpLink, clock: Clock): OpenChannel {
  return async (listener) => createHttpChannel(link, clock, listener);
}

function createHttpChannel(link: HttpLink, clock: Clock, listener: ChannelListener): Channel {
  const transfers = new Set<HttpTransfer>();
  let session: string[] = [];
  let isOver = false;
  let cancelReopen = () => {};

  const end = (what: string) => {
    if (isOver) return;
    isOver = true;
    cancelReopen();
    for (const transfer of transfers) transfer.abort();
    listener.onClose(what);
  };
  const deliver = (json: Buffer) => {
    if (isOver) return;
    const frame = frameOf(onOneLine(json));
    const result = frame.envelope.hasResult ? frame.parse() : undefined;
    const version =
      isJsonObject(result) && isJsonObject(result['result']) && result['result']['protocolVersion'];
    if (typeof version === 'string') session = [...session, 'mcp-protocol-version', version];
    listener.onFrame(frame);
  };

  function exchange(method: 'GET' | 'POST', body: Buffer | null, isRepeatable = false): void {
    let body200: { type: string; chunks: Buffer[]; bytes: number } | undefined;
    let refused: { status: number; text: string } | undefined;
    const splitter = createSseSplitter(({ data }) => data && deliver(data), maxCatalogueBytes);
    const headers = [...(method === 'GET' ? getHeaders : postHeaders), ...session];
    const transfer = link.send(
      { method, headers, body, isRepeatable },
      {
        onHead(status, answered) {
          const id = answered['mcp-session-id'];
          if (typeof id === 'string' && session.length === 0) session = ['mcp-session-id', id];
          if (status === 200) body200 = { type: mediaType(answered['content-type']), chunks: [], bytes: 0 };
          else if (status > 299) refused = { status, text: '' };
        },
        onData(chunk) {
          if (refused && refused.text.length < 300) refused.text += chunk.toString('utf8');
          if (!body200) return true;
          if (body200.type === 'text/event-stream') {
            if (!splitter.push(chunk)) end('it sent an event that is too long');
          } else if ((body200.bytes += chunk.length) > maxCatalogueBytes) end('its answer is too long');
          else body200.chunks.push(chunk);
          return true;
        },
        onEnd() {
          transfers.delete(transfer);
          if (body200?.type === 'application/json') deliver(Buffer.concat(body200.chunks));
          else if (body200 && body200.type !== 'text/event-stream') {
            end(`it answered with ${body200.type || 'no content type'}: is that an MCP endpoint?`);
          }
          if (method === 'GET' && !refused) reopen();
          // Not every server has a GET stream (405); 404 says that it has forgotten the session.
          else if (refused && (method === 'POST' || refused.status === 404)) {
            end(describeStatus(refused.status, refused.text));
          }
        },
        onError(error) {
          transfers.delete(transfer);
          if (method === 'GET' && body200) reopen();
          else end(describeHttpError(error));
        },
      },
    );
    transfers.add(transfer);
  }

  /** The GET stream ended: a server that is gone, or a proxy that was tired of it. The next one tells. */
  function reopen(): void {
    if (!isOver) cancelReopen = clock.after(reopenMs, () => exchange('GET', null));
  }

  return {
    send({ message, bytes }: Outgoing) {
      if (isOver) return;
      exchange('POST', bytes, isAsking(message));
      if ('method' in message && message.method === 'notifications/initialized') exchange('GET', null);
    },
    async close() {
      if (isOver) return;
      isOver = true;
      cancelReopen();
      for (const transfer of transfers) transfer.abort();
      if (session.length === 0) return;
      await new Promise<void>((resolve) => {
        const done = {
          onHead: () => resolve(),
          onData: () => true,
          onEnd: resolve,
          onError: () => resolve(),
        };
        link.send({ method: 'DELETE', headers: [...postHeaders, ...session], body: null }, done);
      });
    },
  };
}

/** A request that changes nothing upstream. */
function isAsking(message: Outgoing['message']): boolean {
  return 'method' in message && 'id' in message && message.method !== 'tools/call';
}

function describeStatus(status: number, text: string): string {
  const hint = status === 401 || status === 403 ? ': check the headers it was added with' : '';
  const said = text.trim() === '' ? '' : `; it said: ${text.trim().slice(0, 300)}`;
  return `it answered HTTP ${status}${hint}${said}`;
}
