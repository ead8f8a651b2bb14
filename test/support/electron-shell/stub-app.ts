import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { createRouter, type Handlers } from '../../../app/router.ts';
import type { App, AppParts } from '../../../app/app.ts';
import type { Snapshot } from '../../../contract/api.ts';
import type { Push } from '../../../contract/bridge.ts';
import { ApiError } from '../../../contract/errors.ts';
import type { NewEvent, StoredEvent } from '../../../contract/events.ts';
import type { Goods, StoreView } from '../../../contract/model.ts';
import { applyEvent } from '../../../contract/projections.ts';

/** An app without a gateway, a cart or a database, for tests of the shell around it. */
export interface StubApp extends App {
  record(event: NewEvent): void;
  /** An agent asks for something; the goods come later when `goods` is left out. */
  ask(approvalId: string, options?: { goods?: Goods | null; args?: Record<string, string> }): void;
  setStore(change: Partial<StoreView>): void;
  readonly surfaces: () => number;
}

export function createStubApp(
  { settings, clock, log, dataDir, version }: AppParts,
  isExiting: () => boolean,
): StubApp {
  let state: Snapshot = {
    ...emptySnapshot,
    version,
    dataDir,
    settings: settings.get(),
  };
  let surfaces = 0;
  const listeners = new Set<(push: Push) => void>();
  const push = (it: Push): void => {
    for (const listener of [...listeners]) listener(it);
  };
  settings.subscribe((value) => {
    state = { ...state, settings: value };
    push({ kind: 'settings', settings: value });
  });

  const record = (event: NewEvent): void => {
    const stored: StoredEvent = { ...event, seq: state.seq + 1, at: clock.now(), hash: 'none' };
    state = { ...state, ...applyEvent(state, stored) };
    push({ kind: 'event', event: stored });
  };
  const answered: Partial<Handlers> = {
    'console.snapshot': () => state,
    'approvals.resolve': ({ approvalId, verdict, word }, { surface }) => {
      const before = state.approvals.find((it) => it.id === approvalId);
      if (before?.state !== 'pending') throw new ApiError('conflict', 'answered already');
      record({ type: 'approval.resolved', data: { approvalId, verdict, word: word ?? null, by: surface } });
      return state.approvals.find((it) => it.id === approvalId) ?? before;
    },
    'gateway.pause': (_input, { surface }) => {
      record({ type: 'gateway.paused', data: { by: surface } });
      return { isPaused: true };
    },
    'gateway.resume': (_input, { surface }) => {
      record({ type: 'gateway.resumed', data: { by: surface } });
      return { isPaused: false };
    },
    'settings.set': (change) =>
      settings.set(Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))),
  };
  const unanswered = (): never => {
    throw new ApiError('unavailable', 'not in this app');
  };
  const handlers = new Proxy(answered, {
    get: (object, name) => (Reflect.get(object, name) as unknown) ?? unanswered,
  }) as Handlers; // the proxy answers every name

  return {
    mcpUrl: state.mcpUrl,
    call: createRouter(handlers, log),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    attachSurface() {
      surfaces += 1;
      let isHeld = true;
      return () => {
        surfaces -= isHeld ? 1 : 0;
        isHeld = false;
      };
    },
    snapshot: () => state,
    async close() {
      // Saving and flushing take their time: an exit that does not wait for them is seen below.
      await setImmediate();
      for (const { id, state: now } of state.approvals) {
        if (now === 'pending') record({ type: 'approval.expired', data: { approvalId: id } });
      }
      record({ type: 'app.stopped', data: {} });
      // For who looks when the process is gone.
      appendFileSync(
        join(dataDir, 'closed.log'),
        `closed with ${surfaces} surfaces, ${isExiting() ? 'too late' : 'in time'}\n`,
      );
    },
    record,
    ask(approvalId, { goods, args = { asin: 'B000000001' } } = {}) {
      record(decided(approvalId, args));
      record({
        type: 'approval.requested',
        data: {
          approvalId,
          callId: `call-${approvalId}`,
          why: 'it adds to your cart',
          rule: '/tools/add_to_cart',
          expiresAt: clock.now() + 60_000,
          preview: goods === null ? 'none' : 'loading',
        },
      });
      if (goods) record({ type: 'approval.previewed', data: { approvalId, goods } });
    },
    setStore(change) {
      state = { ...state, store: { ...state.store, ...change } };
      push({ kind: 'store', store: state.store });
    },
    surfaces: () => surfaces,
  };
}

function decided(approvalId: string, args: Record<string, string>): NewEvent {
  return {
    type: 'tool_call.decided',
    data: {
      callId: `call-${approvalId}`,
      grantId: 'g1',
      grantName: 'Claude Code',
      client: { name: 'claude', version: '1' },
      sessionId: null,
      upstream: 'cart',
      tool: 'add_to_cart',
      arguments: args,
      argumentsHash: 'hash',
      policyVersion: 1,
      approvalId,
      decision: {
        effect: 'ask',
        code: 'approval_pending',
        rule: '/tools/add_to_cart',
        text: 'it adds to your cart',
        reasons: [],
        isRetryable: true,
      },
    },
  };
}

const emptySnapshot: Omit<Snapshot, 'version' | 'dataDir' | 'settings'> = {
  seq: 0,
  mcpUrl: 'http://127.0.0.1:9/mcp',
  isPaused: false,
  calls: [],
  approvals: [],
  grants: [],
  upstreams: [],
  policies: [],
  store: {
    store: 'demo',
    session: 'signed_in',
    name: 'Demo',
    checkedAt: null,
    lastSavedAt: null,
    browser: 'not_started',
    problem: null,
    cart: null,
  },
};
