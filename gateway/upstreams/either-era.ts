import { isJsonObject, type JsonObject } from '../../contract/json.ts';
import type { JsonRpcId, JsonRpcRequest } from '../../contract/mcp.ts';
import type { Clock } from '../../contract/ports.ts';
import { metaKey } from '../mcp/era.ts';
import { rpcCode } from '../mcp/json-rpc.ts';
import { outgoing, type Channel, type Frame, type OpenChannel } from './channel.ts';
import { createModernSpeaker, type ModernAnswer, type ModernTransport } from './modern-speaker.ts';

/**
 * A connection that speaks messages (stdio) with a server of either era: one that refuses `initialize` as a modern one
 * does is spoken to in the modern era from then on. A legacy server costs nothing but a look at its first answer.
 */
export function openEitherEra(open: OpenChannel, clock: Clock): OpenChannel {
  return async (listener) => {
    let greeting: JsonRpcRequest | undefined;
    let modern: { readonly speaker: Channel; readonly transport: MessageTransport } | undefined;
    const channel = await open({
      onFrame(frame) {
        if (modern) return modern.transport.take(frame);
        if (
          greeting === undefined ||
          frame.envelope.id !== greeting.id ||
          frame.envelope.method !== undefined
        )
          return listener.onFrame(frame);
        const hello = greeting;
        greeting = undefined;
        if (!refusesLegacy(frame)) return listener.onFrame(frame);
        const transport = messageTransport(channel, (notification) => listener.onFrame(notification));
        modern = { transport, speaker: createModernSpeaker(transport, clock, listener) };
        modern.speaker.send(outgoing(hello));
      },
      onClose: (what) => listener.onClose(what),
    });
    return {
      send(it) {
        if (modern) return modern.speaker.send(it);
        const { message } = it;
        if ('method' in message && 'id' in message && message.method === 'initialize') greeting = message;
        channel.send(it);
      },
      close: () => (modern ? modern.speaker.close() : channel.close()),
    };
  };
}

/** It does not know `initialize`, or not its revisions (2026-07-28, "Protocol Version Errors"). */
function refusesLegacy(frame: Frame): boolean {
  if (!frame.envelope.hasError) return false;
  const message = frame.parse();
  const error = isJsonObject(message) ? message['error'] : undefined;
  const code = isJsonObject(error) ? error['code'] : undefined;
  return code === rpcCode.methodNotFound || code === rpcCode.unsupportedVersion;
}

interface MessageTransport extends ModernTransport {
  take(frame: Frame): void;
}

/** Requests under ids of its own: a repeated round of a call is another request. */
function messageTransport(channel: Channel, onNotification: (frame: Frame) => void): MessageTransport {
  const open = new Map<JsonRpcId, ModernAnswer>();
  let lastId = 0;
  return {
    send(request, answer) {
      lastId += 1;
      const id = lastId;
      open.set(id, answer);
      channel.send(outgoing({ ...request, id }));
      return {
        cancel() {
          if (!open.delete(id)) return;
          const params = { requestId: id };
          channel.send(outgoing({ jsonrpc: '2.0', method: 'notifications/cancelled', params }));
        },
      };
    },
    take(frame) {
      const message = frame.parse();
      if (!isJsonObject(message)) return;
      const { id, method } = frame.envelope;
      if (method === undefined) {
        if (id === undefined || id === null) return;
        const answer = open.get(id);
        open.delete(id);
        answer?.onMessage(message);
      } else if (id === undefined) {
        const stream = open.get(subscriptionOf(message) ?? '');
        if (stream) stream.onMessage(message);
        else onNotification(frame);
      }
    },
    close: () => channel.close(),
  };
}

function subscriptionOf({ params }: JsonObject): JsonRpcId | undefined {
  const meta = isJsonObject(params) ? params['_meta'] : undefined;
  const id = isJsonObject(meta) ? meta[metaKey.subscriptionId] : undefined;
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}
