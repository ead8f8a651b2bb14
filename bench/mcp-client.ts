import { Agent, request } from 'node:http';

/** A bare MCP client over keep-alive HTTP, so that what is timed is the server. */
export interface BenchClient {
  /** Calls `echo`; rejects unless it answers the text. */
  call(text: string): Promise<void>;
  /** Calls any tool and answers the text of the response. */
  callTool(name: string, args: object): Promise<string>;
  close(): void;
}

export async function connect(url: string, token?: string): Promise<BenchClient> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  let id = 0;

  function post(message: object): Promise<{ sessionId: string | undefined; text: string }> {
    const body = JSON.stringify(message);
    return new Promise((resolve, reject) => {
      const outgoing = request(url, { method: 'POST', agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          if ((response.statusCode ?? 0) >= 300) return reject(new Error(`${response.statusCode}: ${text}`));
          const sessionId = response.headers['mcp-session-id'];
          resolve({ sessionId: typeof sessionId === 'string' ? sessionId : undefined, text });
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  const params = {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'bench', version: '1.0.0' },
  };
  const { sessionId } = await post({ jsonrpc: '2.0', id: (id += 1), method: 'initialize', params });
  if (sessionId !== undefined) headers['mcp-session-id'] = sessionId;
  headers['mcp-protocol-version'] = '2025-11-25';
  await post({ jsonrpc: '2.0', method: 'notifications/initialized' });

  async function callTool(name: string, args: object): Promise<string> {
    const params = { name, arguments: args };
    return (await post({ jsonrpc: '2.0', id: (id += 1), method: 'tools/call', params })).text;
  }

  return {
    callTool,
    async call(text) {
      const answer = await callTool('echo', { text });
      if (!answer.includes(text) || answer.includes('isError')) throw new Error(`unexpected: ${answer}`);
    },
    close: () => agent.destroy(),
  };
}
