import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, test, vi } from 'vitest';
import { startGateway, type StartedGateway } from '../support/start-gateway.ts';

const sessionsPerGrant = 250;
const grants = 4;
const warmUp = 2_500;
const calls = 10_000;
const callsPerKill = 200;
const lanes = 16;
const patienceMs = 60_000;

let started: StartedGateway | undefined;
let upstream: ChildProcess | undefined;
afterEach(async () => {
  await started?.close();
  upstream?.kill('SIGKILL');
});

/** The fixture server as a process that can be killed, at the same port each time. */
async function startUpstream(port: number): Promise<string> {
  const path = new URL('../fixtures/upstreams/http.ts', import.meta.url).pathname;
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', path, '--json', '--port', `${port}`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  upstream = child;
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]; // readline emits strings
  return line;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly sessionId: string | null;
}

/** What a client sees in the end; 'vanished' for one that did not wait. */
async function post(
  url: string,
  {
    token,
    sessionId,
    body,
    signal,
  }: { token: string; sessionId: string | null; body: object; signal?: AbortSignal },
): Promise<Answer | 'vanished'> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2025-11-25',
        ...(sessionId !== null && { 'mcp-session-id': sessionId }),
      },
      body: JSON.stringify({ jsonrpc: '2.0', ...body }),
      signal: signal ?? AbortSignal.timeout(patienceMs),
    });
    return {
      status: answer.status,
      text: await answer.text(),
      sessionId: answer.headers.get('mcp-session-id'),
    };
  } catch (error) {
    if (signal?.aborted) return 'vanished';
    throw error;
  }
}

const initialize = {
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'soak', version: '1' } },
};

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void; // exposed by the flag

const openCalls = ({ database }: StartedGateway): number =>
  Number(database.prepare('SELECT count(*) AS open FROM open_calls').get()?.['open']);

/** Megabytes that are still reachable. */
function heapMb(): number {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

test('1,000 idle sessions, 10,000 calls, a server killed every 200 of them, clients that vanish: all end, nothing leaks, the record is whole', async () => {
  const gateway = await startGateway({ policy: { default: 'allow' } });
  started = gateway;
  const port = Number(new URL(await startUpstream(0)).port);
  await gateway.gateway.upstreams.add({ kind: 'http', name: 'far', url: `http://127.0.0.1:${port}/mcp` });
  gateway.gateway.policies.save('far', null, { version: '1', default: 'allow' }, 'test');
  const url = gateway.url.replace(/shop$/, 'far');
  const tokens = Array.from(
    { length: grants },
    (_, index) => gateway.gateway.grants.create({ name: `soak ${index}`, upstreams: ['far'] }).token,
  );

  const idle: { token: string; sessionId: string | null }[] = [];
  for (const token of tokens) {
    for (let count = 0; count < sessionsPerGrant; count += 1) {
      const answer = await post(url, { token, sessionId: null, body: initialize });
      if (answer === 'vanished' || answer.sessionId === null) throw new Error('a session did not open');
      idle.push({ token, sessionId: answer.sessionId });
    }
  }
  expect(new Set(idle.map((it) => it.sessionId)).size).toBe(sessionsPerGrant * grants);

  const seen = { ok: 0, failed: 0, refused: 0, vanished: 0, reopened: 0 };
  const wordless: string[] = [];
  let sent = 0;
  let restart: Promise<unknown> = Promise.resolve();

  const lane = async (number: number, limit: number) => {
    const token = tokens[number % grants] ?? '';
    let sessionId: string | null = null;
    while (sent < limit) {
      sent += 1;
      const id = sent;
      if (id % callsPerKill === 0) {
        restart = restart.then(async () => {
          upstream?.kill('SIGKILL');
          await startUpstream(port);
        });
      }
      if (sessionId === null) {
        const opened = await post(url, { token, sessionId, body: initialize });
        if (opened !== 'vanished') sessionId = opened.sessionId;
        seen.reopened += 1;
        if (sessionId === null) await restart;
      }
      const vanishes = id % 50 === 7;
      const leaving = new AbortController();
      if (vanishes) setImmediate(() => setImmediate(() => leaving.abort()));
      const tool = vanishes ? 'never' : 'echo';
      const answer: Answer | 'vanished' = await post(url, {
        token,
        sessionId,
        body: {
          id,
          method: 'tools/call',
          params: { name: tool, arguments: vanishes ? {} : { text: `t${id}` } },
        },
        ...(vanishes && { signal: leaving.signal }),
      });
      if (answer === 'vanished') seen.vanished += 1;
      else if (answer.status === 200 && answer.text.includes(`t${id}`)) seen.ok += 1;
      else {
        // A 404 is the transport's own word, and the server's: passed on as it came.
        const hasWords = answer.status === 404 || /"message":"[^"]{10}|"text":"[^"]{10}/.test(answer.text);
        if (!hasWords) wordless.push(`${answer.status} ${answer.text}`);
        seen[answer.status === 200 ? 'failed' : 'refused'] += 1;
        // As the transport says: a session that is not known any more is opened anew.
        if (answer.status === 404 || answer.status === 400) sessionId = null;
        await restart;
      }
    }
  };

  const callUpTo = async (limit: number) => {
    await Promise.all(Array.from({ length: lanes }, (_, number) => lane(number, limit)));
    await restart;
    await vi.waitFor(() => expect(openCalls(gateway)).toBe(0), { timeout: patienceMs });
    gateway.events.length = 0; // the test's own
    return heapMb();
  };
  const before = await callUpTo(warmUp);
  const after = await callUpTo(calls);
  expect(after - before).toBeLessThan(10);
  expect(wordless).toEqual([]);
  expect(seen.ok).toBeGreaterThan(calls / 2);
  expect(seen.vanished).toBeGreaterThan(100);
  expect(seen.failed + seen.refused).toBeGreaterThan(20);

  await gateway.gateway.close();
  // Each call that was let through has one end, and the chain of all holds.
  const ends = gateway.database
    .prepare(
      `SELECT ends, count(*) AS calls FROM (
         SELECT sum(type IN ('tool_call.completed', 'tool_call.failed', 'tool_call.withdrawn')) AS ends
         FROM events WHERE call_id IS NOT NULL GROUP BY call_id)
       GROUP BY ends`,
    )
    .all();
  expect(ends).toEqual([{ ends: 1, calls: expect.any(Number) as number }]);
  expect(Number(ends[0]?.['calls'])).toBeGreaterThan(calls / 2);
  expect(openCalls(gateway)).toBe(0);
}, 600_000);
