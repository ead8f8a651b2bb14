import { expect, test } from 'vitest';
import type { Reply } from '../../http/reply.ts';
import type { HttpAnswer, HttpLink } from '../../upstreams/http-link.ts';
import type { ClientRequest } from '../json-rpc.ts';
import { createModernRelay } from './modern-relay.ts';

/** A listening stream in the middle, with both ends in the test's hands. */
function listening() {
  let upstream: HttpAnswer | undefined;
  let leave = () => {};
  let ends = 0;
  const link = {
    send(_question: unknown, answer: HttpAnswer) {
      upstream = answer;
      return { abort() {}, resume() {} };
    },
  } as unknown as HttpLink; // all of it that is used
  const reply = {
    isStreaming: true,
    onGone: (listener: () => void) => (leave = listener),
    openStream() {},
    event() {},
    answer() {},
    end() {},
  } as unknown as Reply; // all of it that is used
  const request = { id: 1, method: 'subscriptions/listen', params: {} } as ClientRequest;
  const envelope = { client: null, capabilities: {}, logLevel: undefined, takesTasks: false };
  const side = createModernRelay({ link, upstream: 'one', filterList: () => undefined });
  const stream = side.listen({ request, envelope, headers: [] }, reply, () => (ends += 1));
  if (!upstream) throw new Error('it was sent');
  upstream.onHead(200, { 'content-type': 'text/event-stream' });
  return { upstream, stream, leave: () => leave(), ends: () => ends };
}

const endings: Record<string, (it: ReturnType<typeof listening>) => void> = {
  'the client leaves': (it) => it.leave(),
  'the upstream ends the stream': (it) => it.upstream.onEnd(),
  'the upstream breaks': (it) => it.upstream.onError(new Error('gone')),
  'the upstream answers': (it) => void it.upstream.onData(Buffer.from('data: {"id":1,"result":{}}\n\n')),
  'the gateway ends it': (it) => it.stream.end(),
};

test.each(Object.keys(endings))('a stream of changes is over once, when %s', (how) => {
  const it = listening();
  expect(it.ends()).toBe(0);
  endings[how]?.(it);
  expect(it.ends()).toBe(1);
  for (const again of Object.values(endings)) again(it);
  expect(it.ends()).toBe(1);
});
