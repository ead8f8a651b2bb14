import {
  socketKeyPrefix,
  socketProtocol,
  type Push,
  type Reply,
  type SocketCall,
  type SocketMessage,
} from '../../contract/bridge.ts';
import type { Release } from '../../contract/ports.ts';
import { backOffMs } from './back-off.ts';
import type { Connection, ConnectionState } from './connection.ts';
import type { ConsoleKeys } from './console-keys.ts';

export interface SocketParts {
  readonly keys: ConsoleKeys;
  readonly openSocket: (protocols: string[]) => WebSocket;
  /** Whether the server that gave the page answers at all. */
  readonly isServerUp: () => Promise<boolean>;
  readonly after: (delayMs: number, callback: () => void) => Release;
  readonly now: () => number;
}

/** The bridge of a browser tab: one WebSocket, opened again with back-off for as long as the tab lives. */
export function openSocketConnection(parts: SocketParts): Connection {
  const { keys, openSocket, isServerUp, after, now } = parts;
  const listeners = new Set<() => void>();
  const pushListeners = new Set<(push: Push) => void>();
  const waiting = new Map<number, (reply: Reply) => void>();
  let state: ConnectionState = { kind: 'connecting' };
  let socket: WebSocket | undefined;
  let attempt = 0;
  let refusals = 0;
  let nextId = 1;
  let isTrying = false;
  let cancelRetry: Release = () => undefined;

  function become(next: ConnectionState): void {
    state = next;
    for (const listener of listeners) listener();
  }

  async function connect(): Promise<void> {
    if (isTrying || socket) return;
    isTrying = true;
    cancelRetry();
    const obtained = await keys.obtain();
    isTrying = false;
    if (obtained.kind === 'locked') become(obtained);
    else if (obtained.kind === 'unreachable') retryLater();
    else open(obtained.key);
  }

  function open(key: string): void {
    const opening = openSocket([socketProtocol, socketKeyPrefix + key]);
    let wasOpen = false;
    socket = opening;
    opening.onopen = () => {
      wasOpen = true;
      attempt = refusals = 0;
      become({ kind: 'open' });
    };
    opening.onmessage = (message) => {
      receive(JSON.parse(String(message.data)) as SocketMessage); // our own server, same version
    };
    opening.onclose = () => {
      socket = undefined;
      for (const settle of waiting.values()) settle(lost);
      waiting.clear();
      if (wasOpen) retryLater();
      else void explainRefusal(); // settles by itself; errors are answers there
    };
  }

  /** A browser does not tell a refused upgrade from a dead server, so ask the server something harmless. */
  async function explainRefusal(): Promise<void> {
    refusals = (await isServerUp()) ? refusals + 1 : 0;
    // Twice, because the app may have come up between the two questions.
    if (refusals < 2) return retryLater();
    refusals = 0;
    keys.forget();
    await connect();
  }

  function retryLater(): void {
    become(state.kind === 'down' ? state : { kind: 'down', since: now() });
    cancelRetry();
    cancelRetry = after(backOffMs(attempt++), () => void connect()); // never rejects
  }

  function receive(message: SocketMessage): void {
    if ('push' in message) {
      for (const listener of pushListeners) listener(message.push);
      return;
    }
    waiting.get(message.id)?.(message.reply);
    waiting.delete(message.id);
  }

  void connect(); // never rejects

  return {
    bridge: {
      call(frame) {
        if (state.kind !== 'open' || !socket) return Promise.resolve(notConnected);
        const id = nextId++;
        const { promise, resolve } = Promise.withResolvers<Reply>();
        waiting.set(id, resolve);
        socket.send(JSON.stringify({ id, ...frame } satisfies SocketCall));
        return promise;
      },
      subscribe(listener) {
        pushListeners.add(listener);
        return () => pushListeners.delete(listener);
      },
    },
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    unlock(keyOrLink) {
      keys.accept(keyOrLink);
      become({ kind: 'connecting' });
      void connect(); // never rejects
    },
    retry() {
      if (state.kind === 'down') void connect(); // never rejects
    },
  };
}

const lost: Reply = {
  ok: false,
  error: {
    code: 'unavailable',
    message: 'the connection was lost before Checkstand answered; look at the state here once it is back',
  },
};
const notConnected: Reply = {
  ok: false,
  error: { code: 'unavailable', message: 'not connected to Checkstand; nothing was sent' },
};
