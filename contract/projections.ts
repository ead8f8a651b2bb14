import type { Snapshot } from './api.ts';
import type { StoredEvent } from './events.ts';
import type { ApprovalView, CallState, CallView, Decision, GrantView, UpstreamView } from './model.ts';

/** The part of a snapshot that events keep up to date. */
export type ConsoleState = Pick<
  Snapshot,
  'seq' | 'isPaused' | 'calls' | 'approvals' | 'grants' | 'upstreams' | 'policies'
>;

/** Brings the state up to date with the next event. Pure. An event already seen changes nothing. */
export function applyEvent(state: ConsoleState, event: StoredEvent): ConsoleState {
  if (event.seq <= state.seq) return state;
  return { ...state, ...changeOf(state, event), seq: event.seq };
}

/** True when `event` does not follow on `state`: something was missed, and a new snapshot is due. */
export function isGap(state: ConsoleState, event: StoredEvent): boolean {
  return event.seq > state.seq + 1;
}

function changeOf(state: ConsoleState, event: StoredEvent): Partial<ConsoleState> {
  switch (event.type) {
    case 'gateway.paused':
      return { isPaused: true };
    case 'gateway.resumed':
      return { isPaused: false };
    case 'tool_call.decided':
      return { calls: decide(state.calls, event) };
    case 'tool_call.completed': {
      const { callId, isError, durationMs, resultBytes, outcome } = event.data;
      return withCall(state, callId, {
        state: 'completed',
        endedAt: event.at,
        ...{ isError, durationMs, resultBytes },
        ...(outcome && { outcome }),
      });
    }
    case 'tool_call.failed': {
      const { callId, durationMs, message } = event.data;
      return withCall(state, callId, { state: 'failed', endedAt: event.at, durationMs, error: message });
    }
    case 'tool_call.withdrawn':
      return withCall(state, event.data.callId, {
        state: 'withdrawn',
        endedAt: event.at,
        error: withdrawalText[event.data.why],
      });
    case 'tool_call.marked_unknown':
      return withCall(state, event.data.callId, {
        state: 'unknown',
        error: 'the app ended while this call was in flight: whether it happened is not known',
      });
    case 'approval.requested':
      return { approvals: request(state, event) };
    case 'approval.previewed': {
      const { approvalId, goods } = event.data;
      return withApproval(state, approvalId, { preview: goods ? 'known' : 'unknown', goods });
    }
    case 'approval.waiting_changed':
      return withApproval(state, event.data.approvalId, { isClientWaiting: event.data.isClientWaiting });
    case 'approval.resolved': {
      const { approvalId, verdict, word, by, changes, reach } = event.data;
      return withApproval(state, approvalId, {
        state: verdict === 'approve' ? 'approved' : 'denied',
        verdict,
        word,
        resolvedAt: event.at,
        resolvedBy: by,
        ...(changes && { changes }),
        ...(reach && { reach }),
      });
    }
    case 'approval.consumed':
      return withApproval(state, event.data.approvalId, { state: 'consumed', isClientWaiting: false });
    case 'approval.expired':
      return withApproval(state, event.data.approvalId, {
        state: 'expired',
        isClientWaiting: false,
        resolvedAt: event.at,
      });
    case 'grant.created':
      return { grants: [...state.grants, event.data.grant] };
    case 'grant.rotated':
      return withGrant(state, event.data.grantId, { rotatedAt: event.at });
    case 'grant.revoked':
      return withGrant(state, event.data.grantId, { revokedAt: event.at });
    case 'grant.upstreams_changed':
      return withGrant(state, event.data.grantId, { upstreams: event.data.upstreams });
    case 'client.connected':
      return withGrant(state, event.data.grantId, { client: event.data.client, lastUsedAt: event.at });
    case 'policy.saved': {
      const { upstream, grantId, version, by, document } = event.data;
      const others = state.policies.filter((it) => it.upstream !== upstream || it.grantId !== grantId);
      return {
        policies: [...others, { upstream, grantId, version, savedAt: event.at, savedBy: by, document }],
      };
    }
    case 'policy.removed': {
      const { upstream, grantId } = event.data;
      return { policies: state.policies.filter((it) => it.upstream !== upstream || it.grantId !== grantId) };
    }
    case 'upstream.added': {
      const { name, kind, address } = event.data;
      const others = state.upstreams.filter((it) => it.name !== name);
      return {
        upstreams: [...others, { name, kind, address, state: 'starting', error: null, tools: [] }],
      };
    }
    case 'upstream.updated': {
      const { name, kind, address } = event.data;
      return withUpstream(state, name, { kind, address });
    }
    case 'upstream.removed':
      return { upstreams: state.upstreams.filter((it) => it.name !== event.data.name) };
    case 'upstream.state_changed': {
      const { name, state: upstreamState, error } = event.data;
      return withUpstream(state, name, { state: upstreamState, error });
    }
    case 'upstream.sign_in_changed':
      return { upstreams: state.upstreams.map((it) => withSignIn(it, event.data)) };
    case 'upstream.tools_listed':
      return withUpstream(state, event.data.name, { tools: event.data.tools });
    case 'tool.definition_changed':
      return withChangedTool(state, event.data, true);
    case 'tool.definition_restored':
    case 'tool.definition_accepted':
      return withChangedTool(state, event.data, false);
    case 'app.started':
    case 'app.stopped':
    case 'store.signed_in':
    case 'store.signed_out':
    case 'store.session_saved':
    case 'store.session_forgotten':
    case 'remembered.added':
    case 'remembered.ended':
      return {};
  }
}

const withdrawalText = {
  client_gone: 'the agent went away before a verdict: not executed',
  cancelled: 'the agent cancelled the call before a verdict: not executed',
  hold_deadline: 'answered "not approved yet"; the agent may repeat the call',
  session_ended: 'the agent ended its session before a verdict: not executed',
  shutdown: 'Checkstand stopped before a verdict: not executed',
} as const;

const stateOfEffect: Readonly<Record<Decision['effect'], CallState>> = {
  allow: 'in_flight',
  ask: 'held',
  deny: 'refused',
};

function decide(calls: readonly CallView[], event: StoredEvent & { type: 'tool_call.decided' }): CallView[] {
  const { data } = event;
  const known = calls.findIndex((it) => it.id === data.callId);
  const before = calls[known];
  const change = {
    state: stateOfEffect[data.decision.effect],
    decision: data.decision,
    policyVersion: data.policyVersion,
    approvalId: data.approvalId,
    // A held call may go on with the arguments that its approval pinned.
    arguments: data.arguments,
    ...(data.preview && { preview: data.preview }),
    ...(data.decision.effect === 'deny' && { endedAt: event.at }),
    ...(data.asked && { asked: data.asked }),
  };
  if (before) return calls.with(known, { ...before, ...change });
  const { grantId, grantName, client, upstream, tool } = data;
  const call: CallView = {
    id: data.callId,
    seq: event.seq,
    at: event.at,
    grantId,
    grantName,
    client,
    upstream,
    tool,
    durationMs: null,
    resultBytes: null,
    isError: null,
    error: null,
    ...(data.undoes !== undefined && { undoes: data.undoes }),
    ...change,
  };
  return [call, ...calls];
}

function request(state: ConsoleState, event: StoredEvent & { type: 'approval.requested' }): ApprovalView[] {
  const { approvalId, callId, why, rule, expiresAt, preview, groupId, difference, changes } = event.data;
  // The decision that asked is the event just before, so the call is there unless its row was cut off.
  const call = state.calls.find((it) => it.id === callId);
  if (!call) return state.approvals;
  const { grantId, grantName, client, upstream, tool } = call;
  const approval: ApprovalView = {
    id: approvalId,
    callId,
    grantId,
    grantName,
    client,
    upstream,
    tool,
    arguments: call.arguments,
    why,
    rule,
    requestedAt: event.at,
    expiresAt,
    state: 'pending',
    isClientWaiting: true,
    preview,
    goods: null,
    verdict: null,
    word: null,
    resolvedAt: null,
    resolvedBy: null,
    ...(groupId !== undefined && { groupId }),
    ...(difference !== undefined && { difference }),
    ...(changes && { changes }),
  };
  return [approval, ...state.approvals];
}

function withCall(state: ConsoleState, callId: string, change: Partial<CallView>): Partial<ConsoleState> {
  const at = state.calls.findIndex((it) => it.id === callId);
  const call = state.calls[at];
  return call ? { calls: state.calls.with(at, { ...call, ...change }) } : {};
}

function withApproval(
  state: ConsoleState,
  approvalId: string,
  change: Partial<ApprovalView>,
): Partial<ConsoleState> {
  return {
    approvals: state.approvals.map((it) => (it.id === approvalId ? { ...it, ...change } : it)),
  };
}

function withGrant(state: ConsoleState, grantId: string, change: Partial<GrantView>): Partial<ConsoleState> {
  return { grants: state.grants.map((it) => (it.id === grantId ? { ...it, ...change } : it)) };
}

function withSignIn(
  upstream: UpstreamView,
  { name, signIn }: { readonly name: string; readonly signIn: UpstreamView['signIn'] | null },
): UpstreamView {
  if (upstream.name !== name) return upstream;
  const { signIn: _before, ...rest } = upstream;
  return signIn ? { ...rest, signIn } : rest;
}

function withChangedTool(
  state: ConsoleState,
  { upstream, tool }: { readonly upstream: string; readonly tool: string },
  isChanged: boolean,
): Partial<ConsoleState> {
  const before = state.upstreams.find((it) => it.name === upstream)?.changedTools ?? [];
  const others = before.filter((it) => it !== tool);
  return withUpstream(state, upstream, { changedTools: isChanged ? [...others, tool] : others });
}

function withUpstream(
  state: ConsoleState,
  name: string,
  change: Partial<ConsoleState['upstreams'][number]>,
): Partial<ConsoleState> {
  return { upstreams: state.upstreams.map((it) => (it.name === name ? { ...it, ...change } : it)) };
}
