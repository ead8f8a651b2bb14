import { Agent, request } from 'node:http';

/** A bare MCP client over keep-alive HTTP, so that what is timed is the server. */
export interface BenchClient {
  /** Calls `echo` and checks the answer. */
  call(text: string): Promise<void>;
  /** Calls any tool and answers the text of the response. */
  callTool(name: string, args: object): Promise<string>;
  /** Calls `big`, which answers with so many bytes; they are counted, not kept. */
  big(bytes: number): Promise<void>;
  /** The same, and reads the answer as a client does. */
  bigParsed(bytes: number): Promise<void>;
  /** Lists the tools, which have to be at least so many. */
  list(atLeast: number): Promise<void>;
  /** Opens a session of its own on the same connection, and leaves it open. */
  initialize(): Promise<void>;
  /** Ends its session, not those that `initialize` opened. */
  close(): Promise<void>;
}

const clientParams = {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'bench', version: '1.0.0' },
};

interface Answer {
  readonly sessionId: string | undefined;
  readonly bytes: number;
  readonly chunks: readonly Buffer[];
}

export async function connect(url: string, token?: string): Promise<BenchClient> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const common: Record<string, string> = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  let inSession = common;
  let id = 0;

  const post = (message: object, headers: Record<string, string>, isKept = true) =>
    send('POST', JSON.stringify(message), headers, isKept);

  function send(
    method: 'POST' | 'DELETE',
    body: string,
    headers: Record<string, string>,
    isKept: boolean,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const outgoing = request(url, { method, agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (isKept) chunks.push(chunk);
        });
        response.on('error', reject);
        response.on('end', () => {
          const status = response.statusCode ?? 0;
          if (status >= 300) return reject(new Error(`${status}: ${Buffer.concat(chunks).toString()}`));
          const sessionId = response.headers['mcp-session-id'];
          resolve({ sessionId: typeof sessionId === 'string' ? sessionId : undefined, bytes, chunks });
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  const ask = (method: string, params: object, isKept = true) =>
    post({ jsonrpc: '2.0', id: (id += 1), method, params }, inSession, isKept);
  const open = async () => {
    const { sessionId } = await post(
      { jsonrpc: '2.0', id: (id += 1), method: 'initialize', params: clientParams },
      common,
    );
    const headers = {
      ...common,
      'mcp-protocol-version': clientParams.protocolVersion,
      ...(sessionId !== undefined && { 'mcp-session-id': sessionId }),
    };
    await post({ jsonrpc: '2.0', method: 'notifications/initialized' }, headers);
    return headers;
  };
  inSession = await open();

  const callTool = async (name: string, args: object) =>
    Buffer.concat((await ask('tools/call', { name, arguments: args })).chunks).toString();

  return {
    callTool,
    async call(text) {
      const said = await callTool('echo', { text });
      if (!said.includes(text) || said.includes('isError')) throw new Error(`unexpected: ${said}`);
    },
    async big(bytes) {
      const answer = await ask('tools/call', { name: 'big', arguments: { bytes } }, false);
      if (answer.bytes < bytes) throw new Error(`${answer.bytes} bytes came, ${bytes} were asked for`);
    },
    async bigParsed(bytes) {
      const said = await callTool('big', { bytes });
      const { result } = JSON.parse(said) as { result: { content: { text: string }[] } }; // our own upstream's
      if (result.content[0]?.text.length !== bytes)
        throw new Error(`not ${bytes} bytes: ${said.slice(0, 100)}`);
    },
    async list(atLeast) {
      const answer = await ask('tools/list', {});
      const count = Buffer.concat(answer.chunks).toString().split('"inputSchema"').length - 1;
      if (count < atLeast) throw new Error(`${count} tools were listed, not ${atLeast}`);
    },
    initialize: async () => void (await open()),
    async close() {
      await send('DELETE', '', inSession, false).catch(() => {}); // one of too many: it was ended before
      agent.destroy();
    },
  };
}
