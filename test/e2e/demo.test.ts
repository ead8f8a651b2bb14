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
  page.on('message', (data: Buffer) => {
    const { push } = JSON.parse(data.toString()) as { push?: Push };
    if (push?.kind !== 'event' || push.event.type !== 'approval.requested') return;
    const input = { approvalId: push.event.data.approvalId, verdict: 'approve' };
    page.send(JSON.stringify({ id: 1, name: 'approvals.resolve', input }));
  });

  await until('Ctrl-C ends the demo');
  expect(told).toMatch(/The agent was told:\s+added 2 x .*coffee/i);
  demo.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
});
