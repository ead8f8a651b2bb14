/**
 * The bound: a bare undici relay that parses nothing. Takes the URLs of its upstreams, prints its port; the first is at
 * `/mcp`, the others at `/1`, `/2`, ….
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';

const targets = process.argv.slice(2).map((url) => {
  const { origin, pathname } = new URL(url);
  return { pool: new Pool(origin, { connections: 256 }), pathname };
});

const server = createServer((request, response) => {
  const { host: _host, connection: _connection, ...headers } = request.headers;
  const target = targets[Number(request.url?.slice(1)) || 0];
  if (!target) return void response.writeHead(404).end();
  target.pool
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
