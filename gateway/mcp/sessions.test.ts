import { expect, test } from 'vitest';
import type { Clock } from '../../contract/ports.ts';
import type { Session } from './session.ts';
import { createSessions } from './sessions.ts';

const log = { info() {}, warn() {}, error() {} };

function setUp() {
  let now = 1_000;
  const clock: Clock = { now: () => (now += 1), after: () => () => {} };
  const ended: string[] = [];
  const sessions = createSessions({ clock, log });
  const session = (id: string, grantId = 'a', busy = false): Session => ({
    id,
    grantId,
    upstream: 'one',
    isBusy: () => busy,
    hasRequests: () => busy,
    leaveHeld() {},
    receive() {},
    openStream() {},
    remove: async () => {},
    announceTools() {},
    end: async () => void ended.push(id),
  });
  return { sessions, session, ended };
}

test('one over the limit ends the session of the same client that was idle longest', () => {
  const { sessions, session, ended } = setUp();
  const [first, second, others] = [session('first'), session('second'), session('others', 'b')];
  for (const it of [others, first, second]) sessions.add(it);
  sessions.find('one', 'a', 'first');
  expect(sessions.reserve('one', 'a', 2)).toBeDefined();
  expect(ended).toEqual(['second']);
  expect(sessions.all()).toEqual([others, first]);
});

test('there is no room beside sessions that are all busy, until one of them is over', () => {
  const { sessions, session, ended } = setUp();
  const [first, second] = [session('first', 'a', true), session('second', 'a', true)];
  sessions.add(first);
  sessions.add(second);
  expect(sessions.reserve('one', 'a', 2)).toBeUndefined();
  expect(sessions.reserve('one', 'b', 2)).toBeDefined();
  sessions.forget(first);
  sessions.forget(first);
  const release = sessions.reserve('one', 'a', 2);
  expect(release).toBeDefined();
  expect(ended).toEqual([]);
});

test('what is being opened takes room, and gives it back once', () => {
  const { sessions, session } = setUp();
  const release = sessions.reserve('one', 'a', 1);
  expect(sessions.reserve('one', 'a', 1)).toBeUndefined();
  release?.();
  release?.();
  expect(sessions.reserve('one', 'a', 1)).toBeDefined();
  sessions.add(session('first', 'a', true));
  expect(sessions.reserve('one', 'a', 2)).toBeUndefined();
});

test('an id that its upstream gives out again takes the room of one session', async () => {
  const { sessions, session } = setUp();
  sessions.add(session('same', 'a', true));
  const again = session('same', 'a', true);
  sessions.add(again);
  expect(sessions.all()).toEqual([again]);
  expect(sessions.reserve('one', 'a', 2)).toBeDefined();
  await sessions.end((it) => it === again, 'session_ended');
  expect(sessions.reserve('one', 'a', 2)).toBeDefined();
  expect(sessions.reserve('one', 'a', 2)).toBeUndefined();
});
