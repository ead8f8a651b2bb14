import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { manualClock } from '../../test/support/manual-clock.ts';
import { createBatchReplies } from './reply.ts';

test('all replies of a long batch hear that the client is gone, and nobody takes them for a leak', async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on('warning', onWarning);
  const heard = Promise.withResolvers<number>();
  const server = createServer((_, res) => {
    let gone = 0;
    for (const reply of createBatchReplies(res, manualClock(), 30)) reply.onGone(() => (gone += 1));
    res.once('close', () => setImmediate(() => heard.resolve(gone)));
    sent.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sent = request({ host: '127.0.0.1', port: (server.address() as AddressInfo).port }); // it listens on TCP
  sent.on('error', () => {});
  sent.end();
  expect(await heard.promise).toBe(30);
  expect(warnings.map(({ message }) => message)).toEqual([]);
  process.off('warning', onWarning);
  server.close();
});
