import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { socketProtocol } from '../contract/bridge.ts';
import type { Clock, Ids, Log, Release } from '../contract/ports.ts';
import type { Settings } from '../contract/settings.ts';
import type { App } from './app.ts';
import { serveConnection } from './ui/connection.ts';
import { createConsoleKeys, type KeyHolder } from './ui/console-keys.ts';
import { createHttpHandler } from './ui/http.ts';
import { createStaticFiles } from './ui/static-files.ts';
import { admitUpgrade, callerOf, rejectUpgrade } from './ui/upgrade.ts';

export interface UiServerParts {
  readonly app: Pick<App, 'call' | 'subscribe' | 'attachSurface'>;
  /** 0 picks a free one. */
  readonly port: number;
  /** The built console. */
  readonly rendererDir: string;
  readonly settings: Pick<Settings, 'get' | 'subscribe'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** The console in a browser, on this machine only. */
export interface UiServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Opens the application API to the shell, for this run. */
  readonly operatorKey: string;
  /** A new link to the console; works once, for ten minutes. */
  readonly oneTimeLink: () => string;
  /** Whether a console is open. */
  readonly hasConsole: () => boolean;
  close(): Promise<void>;
}

interface Connection {
  readonly holder: KeyHolder;
  /** Answered the last ping. */
  isAlive: boolean;
  readonly send: (text: string) => void;
}

const maxFrameBytes = 1024 * 1024;
const heartbeatMs = 30_000;

/** Serves the console's files and, to holders of a key, the application API. Rejects when the port is taken. */
export async function startUiServer(parts: UiServerParts): Promise<UiServer> {
  const { app, clock, ids, log, settings } = parts;
  const keys = createConsoleKeys({ ids, clock });
  const files = createStaticFiles(parts.rendererDir);
  const connections = new Map<WebSocket, Connection>();
  let port = parts.port;

  const server = createServer(createHttpHandler({ files, keys, port: () => port }));
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    // The key travels as a protocol name too and must not come back in the answer.
    handleProtocols: () => socketProtocol,
  });

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy());
    const admitted = admitUpgrade(request, port, (key) => keys.holderOf(key));
    if ('status' in admitted) return rejectUpgrade(stream, admitted);
    sockets.handleUpgrade(request, stream, head, (socket) => accept(socket, admitted.holder));
  });

  const accept = (socket: WebSocket, holder: KeyHolder): void => {
    const { send } = serveConnection(socket, app, () => callerOf(holder, settings.get()));
    // A page with approve authority is somebody who can answer; a shell that stays connected is not.
    const detach = holder === 'console' ? app.attachSurface() : () => {};
    const connection: Connection = { holder, isAlive: true, send };
    connections.set(socket, connection);
    socket.on('pong', () => (connection.isAlive = true));
    socket.on('error', (error) => log.info('a console connection failed', { error }));
    socket.on('close', () => {
      connections.delete(socket);
      detach();
    });
  };

  await listen(server, parts.port);
  port = (server.address() as AddressInfo).port; // a listening TCP server has one
  const url = `http://127.0.0.1:${port}`;

  const unsubscribe = app.subscribe((push) => {
    if (connections.size === 0) return;
    const text = JSON.stringify({ push });
    for (const connection of connections.values()) connection.send(text);
  });
  const stopHeartbeat = every(clock, heartbeatMs, () => {
    for (const [socket, connection] of connections) {
      if (!connection.isAlive) {
        socket.terminate();
        continue;
      }
      connection.isAlive = false;
      socket.ping();
    }
  });
  const shellSurface = attachWhileApproving(app, settings);

  return {
    url,
    operatorKey: keys.operatorKey,
    oneTimeLink: () => `${url}/#ticket=${keys.issueTicket()}`,
    hasConsole: () => [...connections.values()].some((it) => it.holder === 'console'),
    async close() {
      unsubscribe();
      stopHeartbeat();
      shellSurface();
      for (const socket of connections.keys()) socket.close(1001, 'Checkstand stopped');
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      // A page that does not answer the goodbye must not hold up the end.
      const stopWaiting = clock.after(500, () => {
        for (const socket of connections.keys()) socket.terminate();
        server.closeAllConnections();
      });
      await closed;
      stopWaiting();
    },
  };
}

/** While the shell may approve, it counts as a surface even between two commands. */
function attachWhileApproving(
  app: Pick<App, 'attachSurface'>,
  settings: Pick<Settings, 'get' | 'subscribe'>,
): Release {
  let detach: Release | undefined;
  const follow = (): void => {
    const { isShellApproving } = settings.get();
    if (isShellApproving) detach ??= app.attachSurface();
    else {
      detach?.();
      detach = undefined;
    }
  };
  follow();
  const unsubscribe = settings.subscribe(follow);
  return () => {
    unsubscribe();
    detach?.();
    detach = undefined;
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // 127.0.0.1, not localhost: on some systems the name binds only ::1.
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function every(clock: Clock, ms: number, act: () => void): Release {
  let cancel: Release;
  const arm = (): void => {
    cancel = clock.after(ms, () => {
      act();
      arm();
    });
  };
  arm();
  return () => cancel();
}
