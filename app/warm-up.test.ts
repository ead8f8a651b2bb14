import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { warmUp } from './warm-up.ts';

test('calls go through a gateway, to an upstream in the process and to one over HTTP, and nothing stays open', async () => {
  const answered = new Map<string, number>();
  const channel = 'http.server.response.finish';
  const onAnswer = (message: unknown) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }; // by Node's documentation
    const what = `${request.url} ${response.statusCode}`;
    answered.set(what, (answered.get(what) ?? 0) + 1);
  };
  const before = process.getActiveResourcesInfo().filter((it) => it.startsWith('TCP'));
  subscribe(channel, onAnswer);
  await warmUp();
  unsubscribe(channel, onAnswer);
  expect([...answered.keys()].filter((it) => /[45]\d\d$/.test(it))).toEqual([]);
  expect(answered.get('/mcp/far 200')).toBeGreaterThan(90);
  expect(answered.get('/mcp/echo 200')).toBeGreaterThan(90);
  expect(process.getActiveResourcesInfo().filter((it) => it.startsWith('TCP'))).toEqual(before);
});
