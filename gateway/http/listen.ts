import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HttpListener {
  /** Binds 127.0.0.1; answers the port. A taken port is an error that names the setting. */
  listen(port: number): Promise<number>;
  /** No new connections from now on. */
  stopAccepting(): void;
  /** Ends every connection that is left. */
  close(): Promise<void>;
}

export interface ListenOptions {
  /** How long a client may take to send its headers, in milliseconds. */
  readonly headersTimeoutMs: number;
}

/** The only listener of the gateway. */
export function createListener(
  onRequest: (req: IncomingMessage, res: ServerResponse) => void,
  options: ListenOptions = { headersTimeoutMs: 15_000 },
): HttpListener {
  const server = createServer(
    {
      // A held call may stay open for half an hour: bodies have their own deadline, replies have none.
      requestTimeout: 0,
      headersTimeout: options.headersTimeoutMs,
      connectionsCheckingInterval: Math.min(options.headersTimeoutMs, 5_000),
      keepAliveTimeout: 60_000,
      maxHeaderSize: 32 * 1024,
      noDelay: true,
    },
    onRequest,
  );
  return {
    listen: (port) => bind(server, port),
    stopAccepting() {
      server.close();
    },
    close() {
      return new Promise((resolve) => {
        // Called back at once when it was never listening; the error then says just that.
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function bind(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new Error(wordsFor(error, port), { cause: error }));
    });
    // 127.0.0.1, not localhost: on some systems the name binds only ::1.
    server.listen(port, '127.0.0.1', () => {
      server.removeAllListeners('error');
      server.on('error', () => {}); // accept errors (EMFILE) pass; the server goes on
      resolve((server.address() as AddressInfo).port); // a TCP server has an AddressInfo
    });
  });
}

function wordsFor(error: NodeJS.ErrnoException, port: number): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `port \`${port}\` of 127.0.0.1 is taken: end the program that uses it, or choose another port with \`--port\``;
    case 'EACCES':
      return `port \`${port}\` of 127.0.0.1 may not be used by this account: choose another with \`--port\``;
    default:
      return `cannot listen on 127.0.0.1:${port}: ${error.message}`;
  }
}
