import { WebSocket } from 'ws';
import { reply, socketProtocol, type CallFrame, type Reply } from '../../contract/bridge.ts';
import { isJsonObject } from '../../contract/json.ts';

/** The application API of a running app, from another process. */
export interface SocketClient {
  call(frame: CallFrame): Promise<Reply>;
  close(): void;
}

/** Connects with the operator key. Rejects in words when nobody answers or the key is not accepted. */
export async function connectSocket(uiUrl: string, key: string): Promise<SocketClient> {
  const socket = new WebSocket(uiUrl.replace(/^http/, 'ws'), socketProtocol, {
    headers: { authorization: `Bearer ${key}` },
    handshakeTimeout: 5000,
    // Snapshots of a busy app are larger than what it reads itself.
    maxPayload: 256 * 1024 * 1024,
  });
  await opened(socket, uiUrl);

  const waiting = new Map<number, (reply: Reply) => void>();
  let lastId = 0;
  socket.on('message', (data) => {
    const message: unknown = JSON.parse((data as Buffer).toString('utf8')); // the default binaryType
    if (!isJsonObject(message) || typeof message['id'] !== 'number') return;
    const settle = waiting.get(message['id']);
    waiting.delete(message['id']);
    settle?.(reply.parse(message['reply']));
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    for (const settle of waiting.values()) settle(gone);
    waiting.clear();
  });

  return {
    call: ({ name, input }) =>
      new Promise((resolve) => {
        if (socket.readyState !== WebSocket.OPEN) return resolve(gone);
        lastId += 1;
        waiting.set(lastId, resolve);
        socket.send(JSON.stringify({ id: lastId, name, input }));
      }),
    close: () => socket.close(),
  };
}

const gone: Reply = {
  ok: false,
  error: {
    code: 'unavailable',
    message: 'the connection to the running app was lost; look whether it still runs',
  },
};

function opened(socket: WebSocket, uiUrl: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', (error) => {
      reject(new Error(`cannot reach the running app at ${uiUrl}: ${error.message}`, { cause: error }));
    });
    socket.once('unexpected-response', (request, response) => {
      request.destroy();
      const why =
        response.statusCode === 401
          ? 'the running app does not know this key: it is made anew at each start'
          : `the running app at ${uiUrl} answered ${response.statusCode}`;
      reject(new Error(why));
    });
  });
}
