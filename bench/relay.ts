/** The bound: a bare undici relay that parses nothing. Takes the upstream's URL, prints its port. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';

const target = new URL(process.argv[2] ?? '');
const pool = new Pool(target.origin, { connections: 256 });

const server = createServer((request, response) => {
  const { host: _host, connection: _connection, ...headers } = request.headers;
  pool
    .stream(
      { path: target.pathname, method: request.method ?? 'GET', headers, body: request },
      ({ statusCode, headers: answered }) =>
        response.writeHead(statusCode, answered as Record<string, string>), // as undici read them
    )
    .catch(() => response.destroy());
});

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`); // listening on TCP
});
process.stdin.on('end', () => process.exit(0)).resume();
