import type { WebSocket } from 'ws';
import { socketCall, type SocketMessage } from '../../contract/bridge.ts';
import type { App, Caller } from '../app.ts';

/** What is waiting to be read by a page may grow to this; a page that reads nothing is let go. */
const unreadLimitBytes = 16 * 1024 * 1024;
const concurrentCalls = 64;
/** The id of a reply to a frame that had no readable id. No call has it. */
const noId = -1;

/** Serves the application API on one accepted socket. Answers how to send text to it. */
export function serveConnection(
  socket: WebSocket,
  app: Pick<App, 'call'>,
  caller: () => Caller,
): { send: (text: string) => void } {
  let running = 0;

  const send = (text: string): void => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > unreadLimitBytes) return socket.terminate();
    socket.send(text);
  };
  const reply = (message: SocketMessage): void => send(JSON.stringify(message));

  const answer = async (text: string): Promise<void> => {
    const frame = parsedJson(text);
    const call = socketCall.safeParse(frame);
    if (!call.success) return reply({ id: idOf(frame), reply: unreadable });
    const { id, name, input } = call.data;
    if (running >= concurrentCalls) return reply({ id, reply: busy });
    running += 1;
    const result = await app.call({ name, input }, caller());
    running -= 1;
    reply({ id, reply: result });
  };

  socket.on('message', (data, isBinary) => {
    if (isBinary) return reply({ id: noId, reply: unreadable });
    // `answer` does not reject: app.call never does.
    void answer(textOf(data));
  });
  return { send };
}

const unreadable = {
  ok: false,
  error: { code: 'invalid_input', message: 'expected a JSON text frame `{ id, name, input }`' },
} as const;
const busy = {
  ok: false,
  error: { code: 'unavailable', message: 'too many calls at once; wait for some to be answered' },
} as const;

function idOf(frame: unknown): number {
  const id = typeof frame === 'object' && frame !== null && 'id' in frame ? frame.id : undefined;
  return typeof id === 'number' && Number.isSafeInteger(id) ? id : noId;
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
