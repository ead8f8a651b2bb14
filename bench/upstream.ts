/**
 * The upstream that is measured, over Streamable HTTP. Takes how many further tools it has, prints its port. Its SDK
 * keeps every response until the session ends: large ones are asked for in sessions that are ended.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { createUpstreamServer } from './upstream-server.ts';

const furtherTools = Number(process.argv[2] ?? 0);
const transports = new Map<string, StreamableHTTPServerTransport>();

const server = createServer((request, response) => {
  void (async () => {
    const sessionId = request.headers['mcp-session-id'];
    let transport = typeof sessionId === 'string' ? transports.get(sessionId) : undefined;
    if (!transport) {
      transport = new StreamableHTTPServerTransport({
        sessionIdGenerator: randomUUID,
        enableJsonResponse: true,
        onsessioninitialized: (id) => void (transport && transports.set(id, transport)),
        onsessionclosed: (id) => void transports.delete(id),
      });
      await createUpstreamServer(furtherTools).connect(transport);
    }
    await transport.handleRequest(request, response);
  })();
});

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`); // listening on TCP
});
process.stdin.on('end', () => process.exit(0)).resume();
