import { expect, test } from 'vitest';
import type { Snapshot } from '../contract/api.ts';
import type { Push } from '../contract/bridge.ts';
import type { NewEvent, StoredEvent } from '../contract/events.ts';
import { applyEvent } from '../contract/projections.ts';
import { settingsSchema } from '../contract/settings.ts';
import { watchShellState, type ShellState } from './shell-state.ts';

/** Enough of an app to follow: it keeps the state that a snapshot would show. */
function followed() {
  let state: Snapshot = {
    seq: 0,
    version: '1',
    mcpUrl: '',
    dataDir: '',
    isPaused: false,
    calls: [],
    approvals: [],
    grants: [],
    upstreams: [],
    policies: [],
    store: {
      store: 'demo',
      session: 'unknown',
      name: null,
      checkedAt: null,
      lastSavedAt: null,
      browser: 'ready',
      problem: null,
      cart: null,
    },
    settings: settingsSchema.parse({}),
  };
  let snapshots = 0;
  let listener: (push: Push) => void = () => undefined;
  const states: ShellState[] = [];
  watchShellState(
    {
      snapshot: () => {
        snapshots += 1;
        return state;
      },
      subscribe(it) {
        listener = it;
        return () => undefined;
      },
    },
    () => () => undefined,
    (it) => states.push(it),
  );
  return {
    states,
    snapshots: () => snapshots,
    record(event: NewEvent, options: { isLost?: true } = {}) {
      const stored: StoredEvent = { ...event, seq: state.seq + 1, at: state.seq, hash: '' };
      state = { ...state, ...applyEvent(state, stored) };
      if (!options.isLost) listener({ kind: 'event', event: stored });
    },
    setProblem(problem: string | null) {
      state = { ...state, store: { ...state.store, problem } };
      listener({ kind: 'store', store: state.store });
    },
  };
}

function decided(id: string): NewEvent {
  return {
    type: 'tool_call.decided',
    data: {
      callId: `call-${id}`,
      grantId: 'g',
      grantName: 'agent',
      client: null,
      sessionId: null,
      upstream: 'cart',
      tool: 'add_to_cart',
      arguments: {},
      argumentsHash: '',
      policyVersion: 1,
      approvalId: id,
      decision: {
        effect: 'ask',
        code: 'approval_pending',
        rule: '',
        text: '',
        reasons: [],
        isRetryable: true,
      },
    },
  };
}

function requested(id: string): NewEvent {
  return {
    type: 'approval.requested',
    data: { approvalId: id, callId: `call-${id}`, why: '', rule: '', expiresAt: 9, preview: 'none' },
  };
}

test('says what waits, oldest first, until it is answered, expires or was collected', () => {
  const app = followed();
  for (const id of ['a', 'b', 'c']) {
    app.record(decided(id));
    app.record(requested(id));
  }
  expect(app.states.at(-1)?.pending.map((it) => it.id)).toEqual(['a', 'b', 'c']);
  app.record({
    type: 'approval.resolved',
    data: { approvalId: 'b', verdict: 'deny', word: null, by: 'tray' },
  });
  app.record({ type: 'approval.expired', data: { approvalId: 'a' } });
  expect(app.states.at(-1)?.pending.map((it) => it.id)).toEqual(['c']);
  expect(app.snapshots()).toBe(1);
});

test('tells nobody when nothing changed for them', () => {
  const app = followed();
  const before = app.states.length;
  app.record({ type: 'grant.rotated', data: { grantId: 'x' } });
  app.setProblem(null);
  expect(app.states.length).toBe(before);
});

test('a missed event costs a new snapshot, not the truth', () => {
  const app = followed();
  app.record(decided('a'), { isLost: true });
  app.record(requested('a'));
  expect(app.states.at(-1)?.pending.map((it) => it.id)).toEqual(['a']);
  expect(app.snapshots()).toBe(2);
});

test('names what is wrong: an upstream that failed before the shop', () => {
  const app = followed();
  app.setProblem('no browser found');
  expect(app.states.at(-1)?.problem).toBe('no browser found');
  app.record({ type: 'upstream.added', data: { name: 'files', kind: 'stdio', address: 'npx files' } });
  app.record({
    type: 'upstream.state_changed',
    data: { name: 'files', state: 'failed', error: 'exit code 1' },
  });
  expect(app.states.at(-1)?.problem).toBe('files: exit code 1');
});

test('an approval is found behind a flood of other calls', () => {
  const app = followed();
  for (let index = 0; index < 500; index += 1) app.record(decided(`x${index}`));
  app.record(decided('a'));
  app.record(requested('a'));
  expect(app.states.at(-1)?.pending.map((it) => it.id)).toEqual(['a']);
});
