import { expect, test } from 'vitest';
import type { NewEvent, StoredEvent } from '../../contract/events.ts';
import type { Decision } from '../../contract/model.ts';
import { applyEvent, type ConsoleState } from '../../contract/projections.ts';
import { applyToLog, callLogOf, callsOf, withOlder } from './call-log.ts';

const start: ConsoleState = {
  ...{ seq: 0, isPaused: false, calls: [], approvals: [], grants: [], upstreams: [], policies: [] },
};
const decision: Omit<Decision, 'effect'> = {
  ...{ code: 'allowed', rule: '', text: '', reasons: [], isRetryable: false },
};

function decided(callId: string, effect: 'allow' | 'ask' | 'deny'): NewEvent {
  return {
    type: 'tool_call.decided',
    data: {
      ...{ callId, grantId: 'g', grantName: 'g', client: null, sessionId: null, upstream: 'u', tool: 't' },
      ...{ arguments: {}, argumentsHash: '', policyVersion: 1, approvalId: null },
      decision: { ...decision, effect },
    },
  };
}
const completed = (callId: string): NewEvent => ({
  type: 'tool_call.completed',
  data: { callId, isError: false, durationMs: 5, resultBytes: 1 },
});
const stored = (event: NewEvent, seq: number): StoredEvent => ({ ...event, seq, at: seq, hash: '' });

test('holds exactly what the plain projection holds, also for calls that end long after they began', () => {
  const events = [
    ...Array.from({ length: 3000 }, (_, index) => decided(`c${index}`, index % 3 === 0 ? 'ask' : 'allow')),
    // Old ones, long settled into chunks: some end, one that was held is admitted.
    completed('c1'),
    decided('c3', 'allow'),
    completed('c3'),
    completed('c2999'),
  ].map((event, index) => stored(event, index + 1));
  let plain = start;
  let logged = { ...start, calls: callLogOf([]) };
  for (const event of events) {
    plain = applyEvent(plain, event);
    logged = applyToLog(logged, event);
  }
  expect([...callsOf(logged.calls)]).toEqual(plain.calls);
  expect(logged.calls.count).toBe(3000);
  expect(logged.seq).toBe(plain.seq);
});

test('a new call leaves the settled chunks as they are, so that what was computed from them stays good', () => {
  const calls = applyEvent(start, stored(decided('c0', 'allow'), 1)).calls.flatMap((call) =>
    Array.from({ length: 5000 }, (_, index) => ({ ...call, id: `old${index}`, state: 'completed' as const })),
  );
  const before = { ...start, calls: callLogOf(calls) };
  const after = applyToLog(before, stored(decided('new', 'allow'), 1));
  expect(before.calls.chunks.length).toBeGreaterThan(5);
  expect(after.calls.chunks).toBe(before.calls.chunks);
  expect(after.calls.count).toBe(5001);
});

test('forgets the oldest beyond a hundred thousand', () => {
  const [call] = applyEvent(start, stored(decided('c', 'allow'), 1)).calls;
  if (!call) throw new Error('the projection made no call');
  const many = Array.from({ length: 100_400 }, (_, index) => ({ ...call, id: `c${index}` }));
  let state = { ...start, calls: callLogOf(many) };
  for (let seq = 1; seq <= 2000; seq++) state = applyToLog(state, stored(decided(`n${seq}`, 'deny'), seq));
  expect(state.calls.count).toBeLessThan(101_100);
  expect([...callsOf(state.calls)]).toHaveLength(state.calls.count);
});

test('older calls go to the end', () => {
  const [call] = applyEvent(start, stored(decided('c', 'deny'), 1)).calls;
  if (!call) throw new Error('the projection made no call');
  const log = withOlder(callLogOf([{ ...call, id: 'b' }]), [{ ...call, id: 'a' }]);
  expect([...callsOf(log)].map((it) => it.id)).toEqual(['b', 'a']);
});
