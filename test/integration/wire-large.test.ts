import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { randomBytes } from 'node:crypto';
import { startLargeAnswers, type Framing, type LargeAnswers } from '../fixtures/upstreams/large-answers.ts';
import { call, startWire, waitFor, type Wire } from '../support/wire.ts';

const framings: readonly Framing[] = ['length', 'pieces', 'events'];

describe.each(framings)('large answers of an upstream over HTTP, by %s', (framing) => {
  let wire: Wire;
  let upstream: LargeAnswers;

  beforeEach(async () => {
    upstream = await startLargeAnswers(framing);
    wire = await startWire((upstreams) => upstreams.add({ kind: 'http', name: 'one', url: upstream.url }));
    await wire.ready('one');
  });
  afterEach(async () => {
    await wire.close();
    await upstream.close();
  });

  const big = (id: number, name: string, more = {}) => ({ body: call(id, 'big', { name, ...more }) });

  test('many at once come through to the letter, each to its own client', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `text ${index}`);
    // Of all sizes, and no byte sequence twice: a byte out of place or of another answer shows.
    for (const [index, name] of names.entries()) {
      upstream.texts.set(name, randomBytes(20_000 + index * 150_000).toString('hex'));
    }
    const answers = await Promise.all(names.map((name, id) => wire.send('/mcp/one', big(id, name))));
    for (const [id, answer] of answers.entries()) {
      const text = upstream.texts.get(names[id] ?? '');
      const [message] = answer.messages();
      expect(message?.id).toBe(id);
      const [content] = message?.result?.['content'] as { text: string }[]; // as our upstream made it
      expect(content?.text.length).toBe(text?.length);
      expect(content?.text === text).toBe(true);
    }
    await waitFor(() => wire.gate.outcomes.length === names.length);
    expect(wire.gate.outcomes.every((it) => it.how === 'completed')).toBe(true);
  });

  test('of 60 MB no more than the pipes hold is taken from the upstream until the client reads on', async () => {
    upstream.texts.set('huge', randomBytes(30_000_000).toString('hex'));
    const { res, until } = await wire.open('/mcp/one', big(1, 'huge'));
    res.pause();
    await waitFor(isSteady(upstream.sentBytes));
    expect(upstream.sentBytes()).toBeLessThan(40_000_000);
    res.resume();
    const text = await until(() => res.complete);
    expect(text.includes(upstream.texts.get('huge') ?? 'nothing')).toBe(true);
    expect(wire.gate.outcomes).toMatchObject([{ how: 'completed' }]);
  });

  test('a client that leaves in the middle ends the answer upstream', async () => {
    upstream.texts.set('huge', randomBytes(30_000_000).toString('hex'));
    const { req, res } = await wire.open('/mcp/one', big(1, 'huge'));
    res.pause();
    await waitFor(() => upstream.sentBytes() > 200_000);
    req.destroy();
    await waitFor(() => upstream.cutShort() === 1, 'the end of the answer upstream');
    expect(wire.gate.outcomes).toMatchObject([{ how: 'failed', code: 'client_gone' }]);
  });

  test('a call that its client cancels in the middle leaves no answer that looks whole, and none that waits', async () => {
    upstream.texts.set('huge', randomBytes(30_000_000).toString('hex'));
    const { res } = await wire.open('/mcp/one', big(1, 'huge'));
    res.pause();
    await waitFor(() => upstream.sentBytes() > 200_000);
    const params = { requestId: 1 };
    await wire.send('/mcp/one', { body: { jsonrpc: '2.0', method: 'notifications/cancelled', params } });
    expect(wire.gate.outcomes).toMatchObject([{ how: 'failed', code: 'cancelled' }]);
    let isClosed = false;
    res.on('close', () => (isClosed = true));
    res.resume();
    await waitFor(() => isClosed, 'the end of the answer');
    // An event stream ends; half a JSON document is cut off.
    expect(res.complete).toBe(framing === 'events');
  });

  test('an upstream that dies in the middle leaves no answer that looks whole', async () => {
    upstream.texts.set('broken', randomBytes(2_000_000).toString('hex'));
    const answer = wire.send('/mcp/one', big(1, 'broken', { breakAt: 1_500_000 }));
    if (framing === 'events') {
      // An event stream can still say what happened.
      expect(lastMessageOf((await answer).text)).toMatchObject({ id: 1, error: { code: 1001 } });
    } else await expect(answer).rejects.toThrow('aborted');
    expect(wire.gate.outcomes).toMatchObject([{ how: 'failed', code: 'upstream_down' }]);
  });
});

test('a large answer keeps the length that its upstream gave it', async () => {
  const upstream = await startLargeAnswers('length');
  const wire = await startWire((upstreams) =>
    upstreams.add({ kind: 'http', name: 'one', url: upstream.url }),
  );
  await wire.ready('one');
  upstream.texts.set('text', 'x'.repeat(1_000_000));
  const { headers, text } = await wire.send('/mcp/one', { body: call(1, 'big', { name: 'text' }) });
  expect(headers['content-length']).toBe(String(Buffer.byteLength(text)));
  expect(headers['transfer-encoding']).toBeUndefined();
  await wire.close();
  await upstream.close();
});

/** Whether a count was seen ten times in a row without a change. */
function isSteady(count: () => number): () => boolean {
  let last = -1;
  let times = 0;
  return () => {
    times = count() === last && last > 0 ? times + 1 : 0;
    last = count();
    return times >= 10;
  };
}

function lastMessageOf(events: string): unknown {
  const line = events
    .split('\n')
    .filter((it) => it.startsWith('data: '))
    .at(-1);
  return JSON.parse(line?.slice('data: '.length) ?? 'null');
}
