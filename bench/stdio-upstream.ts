/** The upstream that is measured, over stdio. */
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createUpstreamServer } from './upstream-server.ts';

await createUpstreamServer(0).connect(new StdioServerTransport());
