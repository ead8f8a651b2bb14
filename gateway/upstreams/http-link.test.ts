import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createHttpLink, describeHttpError, mayHaveHappened, type HttpLink } from './http-link.ts';

type Handle = (req: IncomingMessage, res: ServerResponse) => void;

/** A server that remembers which connection each request came on, and a link to it with a clock to set. */
async function setUp(handle: Handle = (_req, res) => res.end('ok')) {
  const sockets: Socket[] = [];
  const requests: number[] = [];
  const server = createServer((req, res) => {
    const { socket } = req;
    if (!sockets.includes(socket)) sockets.push(socket);
    requests.push(sockets.indexOf(socket));
    req.resume().on('end', () => handle(req, res));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const time = { now: 0 };
  const link = createHttpLink(`http://127.0.0.1:${port}/mcp`, {}, { now: () => time.now });
  onTestFinished(async () => {
    await link.close();
    server.closeAllConnections();
    server.close();
  });
  return { link, time, requests, server };
}

function ask(link: HttpLink, isRepeatable = false): Promise<string | Error> {
  return new Promise((resolve) => {
    let text = '';
    link.send(
      { method: 'POST', headers: [], body: Buffer.from('{}'), isRepeatable },
      {
        onHead() {},
        onData: (chunk) => (text += chunk.toString()) !== '',
        onEnd: () => resolve(text),
        onError: resolve,
      },
    );
  });
}

/** Without a word on how long it keeps connections. */
const silent: Handle = (_req, res) => res.setHeader('connection', 'keep-alive').end('ok');

test('a connection is used again, but not when it was idle so long that the server may close it', async () => {
  const { link, time, requests } = await setUp(silent);
  await ask(link);
  time.now = 1_400;
  await ask(link);
  time.now = 2_900;
  await ask(link);
  // Set back, nobody knows how long it was.
  time.now = 2_000;
  await ask(link);
  expect(requests).toEqual([0, 0, 1, 2]);
});

test('what the server says of its patience counts', async () => {
  const { link, time, requests } = await setUp((_req, res) =>
    res.setHeader('connection', 'keep-alive').setHeader('keep-alive', 'timeout=20').end('ok'),
  );
  await ask(link);
  time.now = 17_900;
  await ask(link);
  time.now = 36_000;
  await ask(link);
  expect(requests).toEqual([0, 0, 1]);
});

test('parallel requests have a connection each; afterwards the last one goes on being used', async () => {
  const { link, requests } = await setUp();
  expect(await Promise.all([ask(link), ask(link), ask(link)])).toEqual(['ok', 'ok', 'ok']);
  expect(new Set(requests).size).toBe(3);
  await ask(link);
  const [last] = requests.slice(-1);
  await ask(link);
  expect(requests.at(-1)).toBe(last);
});

/** Ends the connection at the second request on it, as a server whose idle time is over. */
function impatient(): Handle {
  const seen = new WeakSet<Socket>();
  return (req, res) => {
    if (seen.has(req.socket)) return void req.socket.destroy();
    seen.add(req.socket);
    res.end('ok');
  };
}

test('what changes nothing is asked once more on a new connection', async () => {
  const { link, requests } = await setUp(impatient());
  expect([await ask(link, true), await ask(link, true)]).toEqual(['ok', 'ok']);
  expect(requests).toEqual([0, 0, 1]);
});

test('a call is never sent twice, and may have happened', async () => {
  const { link, requests } = await setUp(impatient());
  await ask(link);
  const error = await ask(link);
  expect(error).toBeInstanceOf(Error);
  expect(mayHaveHappened(error as Error)).toBe(true);
  expect(describeHttpError(error as Error)).toBe('it closed the connection');
  expect(requests).toEqual([0, 0]);
});

test('on a new connection nothing is repeated: the server itself is what breaks', async () => {
  const { link, requests } = await setUp((req) => req.socket.destroy());
  expect(await ask(link, true)).toBeInstanceOf(Error);
  expect(requests).toEqual([0]);
});

test('once an answer began nothing is repeated', async () => {
  const seen = new WeakSet<Socket>();
  const { link, requests } = await setUp((req, res) => {
    if (!seen.has(req.socket)) return void (seen.add(req.socket), res.end('ok'));
    res.writeHead(200, { 'content-length': '10' }).write('half');
    setImmediate(() => req.socket.destroy());
  });
  await ask(link, true);
  expect(await ask(link, true)).toBeInstanceOf(Error);
  expect(requests).toEqual([0, 0]);
});

test('what never left this machine certainly did not happen', async () => {
  const { link, server } = await setUp();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  const refused = await ask(link);
  expect(mayHaveHappened(refused as Error)).toBe(false);
  expect(describeHttpError(refused as Error)).toBe('connection refused: is it running?');
  await link.close();
  expect(mayHaveHappened((await ask(link)) as Error)).toBe(false);
});
