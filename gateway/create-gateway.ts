import type { ApprovalView, Decision, Preview } from '../contract/model.ts';
import { createAdmission } from './admission/admit.ts';
import { createArgumentCheck } from './admission/argument-check.ts';
import { createLedger } from './admission/ledger.ts';
import { budgetsOf } from './budgets.ts';
import { createAdditionsTable } from './store/additions-table.ts';
import { createGate } from './admission/create-gate.ts';
import { createJudge } from './admission/judge.ts';
import { createOutcomes } from './admission/outcomes.ts';
import { createReservations } from './admission/reservations.ts';
import { createPolicyBook } from './admission/policy-book.ts';
import { approvalExpired, neverDecided } from './admission/refusals.ts';
import { createApprovals } from './approvals/approvals.ts';
import { createClientHoldsTable } from './store/client-holds-table.ts';
import { followChanges } from './approvals/follow-changes.ts';
import { createHoldDeadlines } from './approvals/hold-deadline.ts';
import { createRemembered } from './approvals/remembered.ts';
import { createVerdicts } from './approvals/verdicts.ts';
import { createWaitingRoom } from './approvals/waiting-room.ts';
import { callsBefore, emptyState } from './audit/call-history.ts';
import { recoverOpenCalls } from './audit/recover.ts';
import type { Gateway } from './gateway.ts';
import { createCatalogueCommands } from './catalogue-commands.ts';
import { createToolPins } from './catalogue/tool-pins.ts';
import type { ToolCall } from './admission/gate.ts';
import { createGrants } from './grants.ts';
import { createEndpoint } from './mcp/endpoint.ts';
import { signInPath } from './mcp/route.ts';
import { createPolicyCommands } from './policy-commands.ts';
import type { GatewayParts } from './ports.ts';
import { createPreviews } from './previews.ts';
import { createRememberedCommands } from './remembered-commands.ts';
import { shipPolicies } from './ship-policies.ts';
import { hasPricedBudget } from './policy/evaluate.ts';
import { createEventReader } from './store/event-reader.ts';
import { createKnownTools } from './store/known-tools.ts';
import { createPicturesTable } from './store/pictures-table.ts';
import { createPoliciesTable } from './store/policies-table.ts';
import { openRecord } from './store/record.ts';
import { createRememberedTable } from './store/remembered-table.ts';
import { createSwitches } from './store/switches.ts';
import { createUndo } from './undo.ts';
import { createUpstreamCommands } from './upstream-commands.ts';
import { createUpstreamRegistry } from './upstream-registry.ts';
import { createUpstreams } from './upstreams/upstreams.ts';

const day = 24 * 60 * 60 * 1000;
const answeredShown = 100;
const picturesKept = 1_000;

/** Wires the gateway. Nothing listens and no upstream starts before `listen`. */
export function createGateway(parts: GatewayParts): Gateway {
  const { database, clock, ids, log } = parts;
  const record = openRecord(database, clock, log);
  const { events, openCalls, counters, approvals: approvalsTable, grants: grantsTable } = record;
  const pictures = createPicturesTable(database);
  const switches = createSwitches(database, events);
  const knownTools = createKnownTools(database);

  const markedUnknown = recoverOpenCalls(events, openCalls, approvalsTable);
  counters.prune(clock.now() - 62 * day);
  pictures.prune(picturesKept);
  events.transaction(() =>
    events.append({ type: 'app.started', data: { version: parts.version, markedUnknown } }),
  );

  const grants = createGrants({ table: grantsTable, events, clock, ids, log });
  const policies = createPolicyBook({ table: createPoliciesTable(database), events, clock, log });
  const pins = createToolPins({
    table: record.toolPins,
    events,
    knownTools,
    policies: policies.list,
    isBuiltIn: (name) => parts.inProcess.some((it) => it.name === name),
    clock,
  });
  const remembered = createRemembered({ table: createRememberedTable(database), events, clock, log });
  const additions = createAdditionsTable(database);
  additions.prune(clock.now() - 62 * day);
  const ledger = createLedger(additions, counters);
  const reservations = createReservations();
  const outcomes = createOutcomes({ events, openCalls, counters, ledger, log });
  const inProcess = (upstream: string) => parts.inProcess.find((it) => it.name === upstream);
  const holdDeadlines = createHoldDeadlines(createClientHoldsTable(database), parts.holdMs);
  const waitingRoom = createWaitingRoom({
    events,
    approvals: approvalsTable,
    openCalls,
    clock,
    log,
    onLeft: ({ client, hasProgressToken }, waitedMs) =>
      holdDeadlines.left(client, hasProgressToken, waitedMs),
    recordUndecided: (call, callId) => admission.refuse(call, callId, null, neverDecided()),
  });
  const previews = createPreviews(parts.inProcess, log);
  const { hasPreview } = previews;
  const priceTolerancePercent = parts.priceTolerancePercent ?? (() => 0);

  const approvals = createApprovals({
    table: approvalsTable,
    pictures,
    events,
    clock,
    log,
    onResolved({ id, verdict, word, upstream, grantId, tool }) {
      const goOn = (preview?: Preview | null) =>
        waitingRoom.reenter(id, (call, callId) =>
          gate.reenter(call, callId, {
            hasWaited: true,
            ...(verdict === 'deny' && { denial: { word } }),
            ...(preview !== undefined && { preview }),
          }),
        );
      const isPriced = hasPricedBudget(policies.forCall(upstream, grantId)?.compiled, tool);
      const found = verdict === 'approve' && isPriced ? approvals.lookUp(id) : undefined;
      // A yes that was quicker than the price does not go past the budget.
      if (found) {
        void found.then(goOn).catch((error: unknown) => {
          log.error('an approved call could not go on', { approvalId: id, error });
        });
      } else goOn();
    },
    onExpired: (view) => refuseThose(view, approvalExpired()),
    onWithdrawn: (view, why) => refuseThose(view, why),
  });

  const argumentCheck = createArgumentCheck();
  const sessionOf = (upstream: string) => inProcess(upstream)?.session?.();
  const facts = {
    grants: grantsTable,
    policies,
    approvals: approvalsTable,
    counters,
    clock,
    isPaused: switches.isPaused,
    hasPreview,
    sessionOf,
    settling: remembered.settling,
    isToolChanged: ({ upstream, tool, definition }: ToolCall) => pins.isChanged(upstream, tool, definition),
  };
  const judge = createJudge({ ...facts, mayKnow: remembered.mayKnow });
  const admission = createAdmission({
    ...facts,
    events,
    pictures,
    openCalls,
    argumentCheck,
    ids,
    hasSurface: approvals.hasSurface,
    isAwaitedByAnother: waitingRoom.isAwaitedByAnother,
    approvalExpiryMs: parts.approvalExpiryMs,
    onAllowed: ({ upstream, definition }) => pins.allowed(upstream, definition),
    isNewlyAllowed: ({ upstream, definition }) => pins.isUnpinned(upstream, definition),
  });

  const gate = createGate({
    admission,
    outcomes,
    policies,
    waitingRoom,
    ids,
    log,
    holdMs: holdDeadlines.of,
    definitionOf: (upstream, tool) => upstreams.tool(upstream, tool),
    lookUp: (call) => (judge.wantsPreview(call) ? previews.find(call) : undefined),
    lookAgain: previews.find,
    priceTolerancePercent,
    now: clock.now,
    hasChanges: ({ upstream }) => inProcess(upstream)?.changeOf !== undefined,
    changeOf: ({ upstream, tool }, result) => inProcess(upstream)?.changeOf?.(tool, result),
    outcomeOf: ({ upstream, tool }, result) => inProcess(upstream)?.outcomeOf?.(tool, result),
    reservations,
    dayStartAt: ({ upstream, grantId }) =>
      policies.forCall(upstream, grantId)?.compiled?.windowAt('day', clock.now()).startAt ?? clock.now(),
    onAttached({ id, preview }, call) {
      if (preview === 'loading' && !approvals.lookUp(id)) approvals.watch(id, previews.start(call));
    },
    onAsked: (approvalId, call, isLookedUp) =>
      approvals.watch(approvalId, isLookedUp ? undefined : previews.start(call)),
  });

  function refuseThose({ id }: ApprovalView, why: Decision): void {
    waitingRoom.refuseAll(id, why, (call, callId) => admission.refuse(call, callId, id, why));
  }

  followChanges({ events, approvals, remembered, waitingRoom, judge, gate });

  let mcpUrl: string | undefined;
  const upstreams = createUpstreams({
    clock,
    ids,
    log,
    version: parts.version,
    knownTools: knownTools.get,
    secrets: parts.secrets,
    redirectUri: () => mcpUrl && new URL(signInPath, mcpUrl).href,
    record: (event) =>
      events.transaction(() => {
        if (event.type === 'upstream.tools_listed') knownTools.put(event.data.name, event.data.tools);
        events.append(event);
        if (event.type === 'upstream.tools_listed') pins.listed(event.data.name, event.data.tools);
      }),
  });
  const registry = createUpstreamRegistry({ database, events, upstreams, secrets: parts.secrets, log });

  const views = () =>
    upstreams.views().map((view) => {
      const changedTools = pins.changedTools(view.name);
      return changedTools.length > 0 ? { ...view, changedTools } : view;
    });
  const upstreamCommands = createUpstreamCommands({
    upstreams: { ...upstreams, views },
    registry,
    policies,
    builtIn: parts.inProcess.map(({ name }) => name),
    openUrl: parts.openUrl,
  });
  const reader = createEventReader(database, events.settle);
  const verdicts = createVerdicts({
    approvals,
    table: approvalsTable,
    remembered,
    policies,
    judge,
    argumentCheck,
    definitionOf: upstreams.tool,
    hasPreview,
    reader,
    lookAgain: previews.find,
    priceTolerancePercent,
    clock,
    ids,
  });

  const undo = createUndo({
    events,
    additions,
    gate,
    upstreams,
    inProcess,
    clock,
    ids,
    version: parts.version,
  });

  const endpoint = createEndpoint({
    version: parts.version,
    gate,
    authenticate: grants.authenticate,
    upstreams,
    clock,
    ids,
    log,
    onClientConnected: grants.connected,
    subscribe: events.subscribe,
  });

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    waitingRoom.close();
    approvals.close();
    remembered.close();
    // The waiting calls have their answers as promises: let those be written before their connections end.
    await new Promise((resolve) => setImmediate(resolve));
    await endpoint.close();
    await upstreams.close();
    outcomes.flush();
    grants.flush();
    try {
      events.transaction(() => events.append({ type: 'app.stopped', data: {} }));
    } finally {
      events.close();
    }
  }

  return {
    async listen(port) {
      const { url } = await endpoint.listen(port);
      mcpUrl = url;
      shipPolicies(parts.inProcess, policies);
      for (const { name, open } of parts.inProcess) upstreams.addInProcess({ name, open });
      await registry.start();
      return url;
    },
    gate,
    close: () => (closing ??= close()),
    subscribe: events.subscribe,
    record: (event) => void events.transaction(() => events.append(event)),
    state: (limit) => ({
      ...emptyState,
      seq: events.lastSeq(),
      isPaused: switches.isPaused(),
      calls: callsBefore(events, events.lastSeq() + 1, limit),
      approvals: approvalsTable.newest(answeredShown),
      grants: grants.list(),
      upstreams: views(),
      policies: policies.list(),
    }),
    callsBefore: (seq, limit) => callsBefore(events, seq, limit),
    picture: pictures.get,
    addPicture: (dataUri) => pictures.add(dataUri, clock.now()),
    verifyRecord: events.verify,
    approvals: { ...verdicts, attachSurface: approvals.attachSurface },
    remembered: createRememberedCommands(remembered, policies),
    budgets: () => budgetsOf({ policies, grants: grants.list, counters, reservations, now: clock.now }),
    undo,
    grants,
    policies: createPolicyCommands({
      book: policies,
      reader,
      approvals: approvalsTable,
      counters,
      clock,
      viewOf: upstreamCommands.viewOf,
      grantOf: grantsTable.byId,
      hasPreview,
      sessionOf,
    }),
    upstreams: upstreamCommands,
    catalogue: createCatalogueCommands({ pins, events, views, viewOf: upstreamCommands.viewOf }),
    pause: (by) => switches.setPaused(true, by),
    resume: (by) => switches.setPaused(false, by),
  };
}
