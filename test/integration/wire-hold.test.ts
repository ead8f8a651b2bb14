import { expect, onTestFinished, test } from 'vitest';
import { openInProcess } from '../fixtures/upstreams/in-process.ts';
import { emptySeen } from '../fixtures/upstreams/tools.ts';
import { manualClock } from '../support/manual-clock.ts';
import { call, initialize, messagesIn, startWire } from '../support/wire.ts';

async function hold(meta?: unknown) {
  const clock = manualClock();
  const wire = await startWire(
    (upstreams) => upstreams.addInProcess({ name: 'one', open: openInProcess(emptySeen()) }),
    { clock },
  );
  onTestFinished(() => wire.close());
  wire.gate.effects.set('echo', 'hold');
  const opened = await wire.send('/mcp/one', { body: initialize() });
  const headers = { 'mcp-session-id': String(opened.headers['mcp-session-id']) };
  const answer = await wire.open('/mcp/one', { headers, body: call(2, 'echo', { text: 'x' }, meta) });
  return { clock, wire, answer };
}

const comments = (text: string) => text.split('\n').filter((line) => line.startsWith(':')).length;

test('headers come at once, and a comment every 15 s; no token is invented', async () => {
  const { clock, wire, answer } = await hold();
  expect(answer.res.statusCode).toBe(200);
  expect(answer.res.headers['content-type']).toBe('text/event-stream');
  expect(wire.gate.entered[0]?.hasProgressToken).toBe(false);
  for (let count = 1; count <= 4; count += 1) {
    clock.advance(15_000);
    await answer.until((text) => comments(text) === count);
  }
  wire.gate.settle.get('echo')?.('approve');
  const text = await answer.until((it) => it.includes('"result"'));
  expect(messagesIn(text)).toHaveLength(1);
});

test('with a token there is progress every 10 s, strictly increasing and without a total', async () => {
  const { clock, wire, answer } = await hold({ progressToken: 'mine' });
  for (let round = 0; round < 3; round += 1) clock.advance(10_000);
  const text = await answer.until((it) => messagesIn(it).length === 4);
  expect(messagesIn(text).map(({ params }) => params)).toEqual(
    [1, 2, 3, 4].map((progress) => ({
      progressToken: 'mine',
      progress,
      message: 'waiting for approval in Checkstand',
    })),
  );
  wire.gate.settle.get('echo')?.('deny');
  await answer.until((it) => it.includes('[POLICY DENIED] the person said no'));
  clock.advance(60_000);
  expect(messagesIn(await answer.until(() => true))).toHaveLength(5);
});
