import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Push } from '../../contract/bridge.ts';
import { consoleKey, openConsole } from '../support/console-socket.ts';

const script = fileURLToPath(new URL('../../scripts/demo.ts', import.meta.url));

test('the demo shops on its own, waits for the person, and ends with Ctrl-C', async () => {
  const args = ['--disable-warning=ExperimentalWarning', script, '--port', '0', '--ui-port', '0'];
  const demo = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(demo, 'exit');
  onTestFinished(async () => {
    demo.kill('SIGKILL');
    await ended;
  });
  let told = '';
  demo.stdout.setEncoding('utf8').on('data', (text: string) => (told += text));
  const until = (text: string | RegExp) => vi.waitFor(() => expect(told).toMatch(text), { timeout: 60_000 });

  await until('Open the console first');
  expect(told).toContain('results for "coffee"');
  const link = /http:\S+#ticket=\S+/.exec(told)?.[0] ?? '';
  const page = await openConsole(new URL(link).origin, await consoleKey(link));
  let verdicts = 0;
  // All but the ten cables, which would be too much for the budget of the day.
  const asked = new Map<string, unknown>();
  page.on('message', (data: Buffer) => {
    const { push } = JSON.parse(data.toString()) as { push?: Push };
    if (push?.kind !== 'event') return;
    const { event } = push;
    if (event.type === 'tool_call.decided') asked.set(event.data.callId, event.data.arguments['quantity']);
    if (event.type !== 'approval.requested') return;
    const verdict = asked.get(event.data.callId) === 10 ? 'deny' : 'approve';
    const input = { approvalId: event.data.approvalId, verdict };
    page.send(JSON.stringify({ id: ++verdicts, name: 'approvals.resolve', input }));
  });

  await until('Ctrl-C ends the demo');
  expect(told).toMatch(/Of “coffee” the agent was told:\s+added 1 x .*coffee/i);
  expect(told).toMatch(/Of “usb c cable” the agent was told no:\s+\[POLICY DENIED\]/);
  // Once with the others, once alone.
  expect(told.match(/Of “batteries” the agent was told:\s+added 1 x/g)).toHaveLength(2);
  demo.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
});
