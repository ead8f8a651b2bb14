import { fileURLToPath } from 'node:url';
import { api, type ApiInput, type ApiName, type ApiOutput, type Snapshot } from '../../contract/api.ts';
import type { Push, Reply } from '../../contract/bridge.ts';
import type { DemoSwitchChange } from '../../contract/demo-switches.ts';
import { ApiError } from '../../contract/errors.ts';
import type { NewEvent, StoredEvent } from '../../contract/events.ts';
import type { ApprovalView, GrantView } from '../../contract/model.ts';
import { withToolEffect } from '../../contract/policy-document.ts';
import { applyEvent } from '../../contract/projections.ts';
import { createConfSettings } from '../../app/conf-settings.ts';
import { randomIds } from '../../app/random-ids.ts';
import { systemClock } from '../../app/system-clock.ts';
import { startUiServer, type UiServer } from '../../app/ui-server.ts';
import { samplePicture } from './console-sample.ts';
import { silentLog } from './silent-log.ts';

/**
 * The real console server over an application that is only a state: what the page shows and sends can be seen
 * without a gateway, a shop or a browser behind it.
 */
export interface ConsoleFixture {
  readonly ui: UiServer;
  state(): Snapshot;
  /** Records a fact, as the app would: the page hears of it. */
  record(event: NewEvent): void;
  push(push: Push): void;
  /** Every command the page sent, in order. */
  readonly sent: readonly { readonly name: string; readonly input: unknown }[];
  close(): Promise<void>;
}

export async function startConsoleFixture(
  start: Snapshot,
  options: { dataDir: string; port?: number },
): Promise<ConsoleFixture> {
  let state = start;
  const listeners = new Set<(push: Push) => void>();
  const sent: { name: string; input: unknown }[] = [];

  const push = (it: Push): void => listeners.forEach((listener) => listener(it));
  const record = (event: NewEvent): void => {
    const stored: StoredEvent = { ...event, seq: state.seq + 1, at: Date.now(), hash: '' };
    state = { ...state, ...applyEvent(state, stored) };
    push({ kind: 'event', event: stored });
  };
  const handlers = handlersOf({
    state: () => state,
    change: (part) => (state = { ...state, ...part }),
    record,
    push,
  });

  const call = async (frame: unknown): Promise<Reply> => {
    const { name, input } = frame as { name: ApiName; input: unknown }; // the page is what is tested, not this
    if (api[name].kind === 'command') sent.push({ name, input });
    try {
      const handler = handlers[name] as ((input: unknown) => unknown) | undefined; // each takes its own input
      if (!handler) throw new ApiError('unavailable', 'not part of this fixture');
      return { ok: true, value: handler(input) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { ok: false, error: { code: error.code, message: error.message } };
    }
  };
  const log = silentLog();
  const ui = await startUiServer({
    app: {
      call,
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      attachSurface: () => () => undefined,
    },
    port: options.port ?? 0,
    rendererDir: fileURLToPath(new URL('../../dist/renderer', import.meta.url)),
    settings: createConfSettings(options.dataDir, log),
    clock: systemClock,
    ids: randomIds,
    log,
  });
  return { ui, state: () => state, record, push, sent, close: () => ui.close() };
}

type Handlers = { [N in ApiName]?: (input: ApiInput<N>) => ApiOutput<N> };

function handlersOf(world: {
  state: () => Snapshot;
  change: (part: Partial<Snapshot>) => void;
  record: (event: NewEvent) => void;
  push: (push: Push) => void;
}): Handlers {
  const { state, change, record, push } = world;
  let switches: DemoSwitchChange = {};
  const grantOf = (id: string): GrantView => found(state().grants.find((it) => it.id === id));
  const showStore = (part: Partial<Snapshot['store']>) => {
    const store = { ...state().store, ...part };
    change({ store });
    push({ kind: 'store', store });
    return store;
  };
  return {
    'console.snapshot': state,
    'calls.list': () => [],
    'pictures.get': ({ pictureId }) =>
      pictureId === 'batteries' ? { dataUri: samplePicture } : found<{ dataUri: string }>(undefined),
    'approvals.resolve': ({ approvalId, verdict, word }) => {
      const approval = found<ApprovalView>(state().approvals.find((it) => it.id === approvalId));
      if (approval.state !== 'pending') throw new ApiError('conflict', `already ${approval.state}`);
      record({ type: 'approval.resolved', data: { approvalId, verdict, word: word ?? null, by: 'console' } });
      return found(state().approvals.find((it) => it.id === approvalId));
    },
    'budgets.list': () => state().budgets ?? [],
    'remembered.list': () => [],
    'gateway.pause': () => {
      record({ type: 'gateway.paused', data: { by: 'console' } });
      return { isPaused: true };
    },
    'gateway.resume': () => {
      record({ type: 'gateway.resumed', data: { by: 'console' } });
      return { isPaused: false };
    },
    'grants.create': ({ name, upstreams, expiresAt }) => {
      const grant: GrantView = {
        ...{
          id: `grant-${state().seq}`,
          name,
          upstreams,
          createdAt: Date.now(),
          expiresAt: expiresAt ?? null,
        },
        ...{ rotatedAt: null, revokedAt: null, lastUsedAt: null, client: null },
      };
      record({ type: 'grant.created', data: { grant } });
      return { grant, token: 'ckst_EXAMPLEexampleEXAMPLEexampleEXAMPLEexample0' };
    },
    'grants.rotate': ({ grantId }) => {
      record({ type: 'grant.rotated', data: { grantId } });
      return { grant: grantOf(grantId), token: 'ckst_ROTATEDrotatedROTATEDrotatedROTATEDrotated0' };
    },
    'grants.revoke': ({ grantId }) => {
      record({ type: 'grant.revoked', data: { grantId } });
      return grantOf(grantId);
    },
    'tools.setEffect': ({ upstream, tool, effect }) => {
      const policy = found(state().policies.find((it) => it.upstream === upstream && it.grantId === null));
      const document = withToolEffect(policy.document, tool, effect);
      if (!document) throw new ApiError('conflict', `a pattern hides \`${tool}\` and other tools`);
      const version = policy.version + 1;
      record({ type: 'policy.saved', data: { upstream, grantId: null, version, by: 'console', document } });
      return { ...policy, version, document };
    },
    'store.refresh': () =>
      showStore({ session: 'signed_in', name: 'Ada', browser: 'ready', checkedAt: Date.now() }),
    'store.signIn': () =>
      showStore({ session: 'signed_in', name: 'Ada', browser: 'ready', checkedAt: Date.now() }),
    'store.openBrowser': () =>
      showStore({ session: 'signed_in', problem: null, needsPerson: null, checkedAt: Date.now() }),
    'store.saveSession': () => showStore({ lastSavedAt: Date.now() }),
    'store.forgetSession': () =>
      showStore({ session: 'signed_out', name: null, cart: null, lastSavedAt: null }),
    'demo.getSwitches': () => switches,
    'demo.setSwitches': (change) => (switches = change),
    'settings.set': ({ theme, ...rest }) => {
      const settings = { ...state().settings, ...(theme && { theme }), ...definedOf(rest) };
      change({ settings });
      push({ kind: 'settings', settings });
      return settings;
    },
    'audit.verify': () => ({
      events: state().seq,
      firstBroken: null,
      message: 'every entry follows on the one before',
    }),
  };
}

function definedOf(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, it]) => it !== undefined));
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new ApiError('not_found', 'no such thing');
  return value;
}
