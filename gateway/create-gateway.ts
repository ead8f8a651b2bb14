import { ApiError } from '../contract/errors.ts';
import type { Preview, UpstreamSpec, UpstreamView } from '../contract/model.ts';
import { policyDocument } from '../contract/policy-document.ts';
import { canonicalJson, type JsonObject } from '../contract/json.ts';
import { createAdmission } from './admission/admit.ts';
import { createArgumentCheck } from './admission/arguments.ts';
import { createLedger } from './admission/ledger.ts';
import { budgetsOf } from './budgets.ts';
import { createAdditionsTable } from './store/additions-table.ts';
import { createGate } from './admission/create-gate.ts';
import { createOutcomes } from './admission/outcomes.ts';
import { createReservations } from './admission/reservations.ts';
import { createPolicyBook } from './admission/policy-book.ts';
import type { ToolCall } from './admission/gate.ts';
import { approvalExpired, neverDecided } from './admission/refusals.ts';
import { boundedPreview, createApprovals } from './approvals/approvals.ts';
import { createClientHoldsTable } from './store/client-holds-table.ts';
import { holdDeadlineMs, learnedHoldMs } from './approvals/hold-deadline.ts';
import { createRemembered } from './approvals/remembered.ts';
import { countMatches } from './approvals/rule-matches.ts';
import { createVerdicts } from './approvals/verdicts.ts';
import { alwaysRules, withoutException } from './approvals/always-rules.ts';
import { createWaitingRoom } from './approvals/waiting-room.ts';
import { callsBefore, emptyState } from './audit/call-history.ts';
import { recoverOpenCalls } from './audit/recover.ts';
import type { Gateway } from './gateway.ts';
import { createGrants } from './grants.ts';
import { createEndpoint } from './mcp/endpoint.ts';
import { createPolicyCommands } from './policy-commands.ts';
import type { GatewayParts } from './ports.ts';
import { hasPricedBudget, needsPreview } from './policy/evaluate.ts';
import { compileNarrow } from './policy/exceptions.ts';
import { createApprovalsTable } from './store/approvals-table.ts';
import { createCountersTable } from './store/counters-table.ts';
import { createEventLog } from './store/event-log.ts';
import { createEventReader } from './store/event-reader.ts';
import { createGrantsTable } from './store/grants-table.ts';
import { createKnownTools } from './store/known-tools.ts';
import { createOpenCallsTable } from './store/open-calls-table.ts';
import { createPicturesTable } from './store/pictures-table.ts';
import { createPoliciesTable } from './store/policies-table.ts';
import { createRememberedTable } from './store/remembered-table.ts';
import { createSwitches } from './store/switches.ts';
import { createUndo } from './undo.ts';
import { createUpstreamRegistry } from './upstream-registry.ts';
import { createUpstreams } from './upstreams/upstreams.ts';

const previewDeadlineMs = 45_000;
const day = 24 * 60 * 60 * 1000;
/** Who saved a policy that no person has changed. */
const shipper = 'Checkstand';
const answeredShown = 100;
const picturesKept = 1_000;

/** What an upstream that the user adds starts with: everything asks. */
const cautiousPolicy = policyDocument.parse({
  version: '1',
  description: 'Every tool of this server asks first. Allow the ones you trust.',
  default: 'ask',
}) as JsonObject; // a policy document is JSON

/** Wires the gateway. Nothing listens and no upstream starts before `listen`. */
export function createGateway(parts: GatewayParts): Gateway {
  const { database, clock, ids, log } = parts;
  const events = createEventLog(database, clock, log);
  const approvalsTable = createApprovalsTable(database);
  const openCalls = createOpenCallsTable(database);
  const pictures = createPicturesTable(database);
  const counters = createCountersTable(database);
  const grantsTable = createGrantsTable(database);
  const switches = createSwitches(database, events);
  const knownTools = createKnownTools(database);

  const markedUnknown = recoverOpenCalls(events, openCalls, approvalsTable);
  counters.prune(clock.now() - 62 * day);
  pictures.prune(picturesKept);
  events.transaction(() =>
    events.append({ type: 'app.started', data: { version: parts.version, markedUnknown } }),
  );

  const grants = createGrants({ table: grantsTable, events, clock, ids });
  const policies = createPolicyBook({ table: createPoliciesTable(database), events, clock, log });
  const remembered = createRemembered({ table: createRememberedTable(database), events, clock, log });
  const additions = createAdditionsTable(database);
  additions.prune(clock.now() - 62 * day);
  const ledger = createLedger(additions, counters);
  const reservations = createReservations();
  const outcomes = createOutcomes({ events, openCalls, counters, ledger, log });
  const inProcess = (upstream: string) => parts.inProcess.find((it) => it.name === upstream);
  const clientHolds = createClientHoldsTable(database);
  const waitingRoom = createWaitingRoom({
    events,
    approvals: approvalsTable,
    openCalls,
    clock,
    log,
    onLeft({ client, hasProgressToken }, waitedMs) {
      const learned = learnedHoldMs(client, waitedMs);
      if (client && learned !== undefined) clientHolds.put(client.name, hasProgressToken, learned);
    },
    recordUndecided: (call, callId) => admission.refuse(call, callId, null, neverDecided()),
  });
  const previewOf = new Map(
    parts.inProcess.flatMap((it) => (it.preview ? [[it.name, it.preview] as const] : [])),
  );

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
    onExpired: ({ id }) =>
      waitingRoom.refuseAll(id, approvalExpired(), (call, callId) =>
        admission.refuse(call, callId, id, approvalExpired()),
      ),
  });

  const argumentCheck = createArgumentCheck();
  const hasPreview = (upstream: string) => previewOf.has(upstream);
  const admission = createAdmission({
    events,
    grants: grantsTable,
    policies,
    approvals: approvalsTable,
    counters,
    pictures,
    openCalls,
    argumentCheck,
    clock,
    ids,
    isPaused: switches.isPaused,
    hasSurface: approvals.hasSurface,
    hasPreview,
    settling: remembered.settling,
    approvalExpiryMs: parts.approvalExpiryMs,
  });

  const gate = createGate({
    admission,
    outcomes,
    policies,
    waitingRoom,
    ids,
    log,
    holdMs: (client, hasProgressToken) => {
      const assumed = holdDeadlineMs(client, hasProgressToken);
      const learned = client && clientHolds.get(client.name, hasProgressToken);
      const wanted = Math.min(assumed, learned ?? assumed);
      return parts.holdMs() > 0 ? Math.min(parts.holdMs(), wanted) : wanted;
    },
    lookUp: (call) => {
      const inForce = policies.forCall(call.upstream, call.grantId);
      // What is refused without looking is refused at once; one who waits already has been looked up.
      const isWanted =
        needsPreview(inForce?.compiled, call.tool) ||
        remembered.mayKnow(call) ||
        (hasPricedBudget(inForce?.compiled, call.tool) && admission.isApprovedUnseen(call));
      if (!isWanted || !admission.couldPreviewHelp(call)) return undefined;
      return previewOf.has(call.upstream) ? lookAgain(call) : undefined;
    },
    lookAgain,
    priceTolerancePercent: parts.priceTolerancePercent ?? (() => 0),
    now: clock.now,
    hasChanges: ({ upstream }) => inProcess(upstream)?.changeOf !== undefined,
    changeOf: ({ upstream, tool }, result) => inProcess(upstream)?.changeOf?.(tool, result),
    outcomeOf: ({ upstream, tool }, result) => inProcess(upstream)?.outcomeOf?.(tool, result),
    reservations,
    dayStartAt: ({ upstream, grantId }) =>
      policies.forCall(upstream, grantId)?.compiled?.windowAt('day', clock.now()).startAt ?? clock.now(),
    onAttached({ id, preview }, call) {
      if (preview === 'loading' && !approvals.lookUp(id)) approvals.watch(id, lookUpPreview(call));
    },
    onAsked: (approvalId, call, isLookedUp) =>
      approvals.watch(approvalId, isLookedUp ? undefined : lookUpPreview(call)),
  });

  function lookAgain(call: ToolCall): Promise<Preview | null> {
    const found = lookUpPreview(call) ?? Promise.resolve(null);
    return found.catch((error: unknown) => {
      log.warn('it could not be looked up what a call would do', { tool: call.tool, error });
      return null;
    });
  }

  function lookUpPreview({ upstream, tool, arguments: args }: ToolCall): Promise<Preview | null> | undefined {
    const preview = previewOf.get(upstream);
    return preview && boundedPreview(preview, tool, args, previewDeadlineMs).then((found) => found ?? null);
  }

  /** Those that wait and would now be refused are refused now; nobody gains a permission by waiting. */
  const refuseWhereDenied = (upstream?: string) =>
    waitingRoom.reenterWhere(
      (call) =>
        (upstream === undefined || call.upstream === upstream) && admission.judge(call).effect === 'deny',
      (call, callId) => gate.reenter(call, callId, { hasWaited: true }),
    );
  events.subscribe((event) => {
    switch (event.type) {
      // Now that the price is known it may be too high: no need to ask about that.
      case 'approval.previewed':
        refuseWhereDenied();
        return;
      case 'policy.saved':
      case 'policy.removed': {
        const { upstream, grantId } = event.data;
        approvals.forgetAnswers(
          (it) => it.upstream === upstream && (grantId === null || it.grantId === grantId),
        );
        remembered.end(
          ({ view }) => view.upstream === upstream && (grantId === null || view.grantId === grantId),
          'policy_changed',
        );
        refuseWhereDenied(upstream);
        return;
      }
      case 'grant.revoked':
        approvals.forgetAnswers((it) => it.grantId === event.data.grantId);
        remembered.end(({ view }) => view.grantId === event.data.grantId, 'grant_revoked');
        refuseWhereDenied();
        return;
      case 'upstream.tools_listed': {
        const { name, tools } = event.data;
        const hashOf = (tool: string) => tools.find((it) => it.name === tool)?.definitionHash ?? null;
        remembered.end(
          ({ view, definitionHash }) => view.upstream === name && hashOf(view.tool) !== definitionHash,
          'definition_changed',
        );
        return;
      }
      case 'gateway.paused':
        refuseWhereDenied();
        return;
      default:
    }
  });

  const upstreams = createUpstreams({
    clock,
    ids,
    log,
    version: parts.version,
    knownTools: knownTools.get,
    record: (event) =>
      events.transaction(() => {
        if (event.type === 'upstream.tools_listed') knownTools.put(event.data.name, event.data.tools);
        events.append(event);
      }),
  });
  const registry = createUpstreamRegistry({ database, events, upstreams, secrets: parts.secrets, log });

  const reader = createEventReader(database);
  const verdicts = createVerdicts({
    approvals,
    table: approvalsTable,
    remembered,
    policies,
    admission,
    argumentCheck,
    definitionOf: upstreams.tool,
    hasPreview,
    lookAgain,
    priceTolerancePercent: parts.priceTolerancePercent ?? (() => 0),
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

  function shipPolicies(): void {
    for (const { name, shippedPolicy } of parts.inProcess) {
      const view = policies.find(name, null)?.view;
      // One that nobody has touched follows what is shipped: another store has another currency.
      const isUntouched = view === undefined || view.savedBy === shipper;
      const isSame =
        view && canonicalJson(view.document as JsonObject) === canonicalJson(shippedPolicy as JsonObject); // policy documents are JSON
      if (isUntouched && !isSame) policies.save(name, null, shippedPolicy as JsonObject, shipper);
    }
  }

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
    events.transaction(() => events.append({ type: 'app.stopped', data: {} }));
  }

  return {
    async listen(port) {
      const { url } = await endpoint.listen(port);
      shipPolicies();
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
      upstreams: upstreams.views(),
      policies: policies.list(),
    }),
    callsBefore: (seq, limit) => callsBefore(events, seq, limit),
    picture: pictures.get,
    addPicture: (dataUri) => pictures.add(dataUri, clock.now()),
    verifyRecord: events.verify,
    approvals: {
      resolve: verdicts.resolve,
      approveChanged: verdicts.approveChanged,
      async suggestRule(approvalId, edited) {
        const rule = edited ?? verdicts.suggest(approvalId);
        const record = approvalsTable.byId(approvalId);
        if (!record) throw new ApiError('not_found', `there is no approval \`${approvalId}\``);
        const test = compileNarrow(rule.conditions);
        if (!('fits' in test)) {
          throw new ApiError('invalid_input', test[0]?.message ?? 'unusable rule', { problems: test });
        }
        const { upstream, tool } = record.view;
        const counted = await countMatches({
          reader,
          about: record.view,
          test,
          now: clock.now(),
          definition: upstreams.tool(upstream, tool),
          goodsOf: (id) => approvalsTable.byId(id)?.view.goods ?? null,
          hasPreview,
        });
        return { rule, ...counted };
      },
      attachSurface: approvals.attachSurface,
    },
    remembered: {
      list: () => [...remembered.list(), ...policies.list().flatMap(alwaysRules)],
      revoke(id, by) {
        if (remembered.end(({ view }) => view.id === id, 'revoked') > 0) return;
        for (const { upstream, grantId, document } of policies.list()) {
          const without = withoutException(document, id);
          if (!without) continue;
          policies.save(upstream, grantId, without as JsonObject, `${by}, took back an answer for always`); // a policy document is JSON
          return;
        }
        throw new ApiError('not_found', `nothing is remembered under \`${id}\``);
      },
    },
    budgets: () => budgetsOf({ policies, grants: grants.list, counters, reservations, now: clock.now }),
    undo,
    grants,
    policies: createPolicyCommands({
      book: policies,
      reader,
      approvals: approvalsTable,
      counters,
      clock,
      viewOf,
      grantOf: grantsTable.byId,
      hasPreview,
    }),
    upstreams: {
      async add(spec: UpstreamSpec) {
        if (upstreams.get(spec.name)) {
          throw new ApiError(
            'conflict',
            `an upstream named \`${spec.name}\` exists already; choose another name`,
          );
        }
        if (!policies.forCall(spec.name, '')) policies.save(spec.name, null, cautiousPolicy, 'Checkstand');
        await registry.add(spec);
        return viewOf(spec.name);
      },
      async remove(name) {
        if (parts.inProcess.some((it) => it.name === name)) {
          throw new ApiError('conflict', `\`${name}\` is built in; hide its tools instead`);
        }
        viewOf(name);
        await registry.remove(name);
      },
      async restart(name) {
        viewOf(name);
        await upstreams.restart(name);
        return viewOf(name);
      },
    },
    pause: (by) => switches.setPaused(true, by),
    resume: (by) => switches.setPaused(false, by),
  };

  function viewOf(upstream: string): UpstreamView {
    const views = upstreams.views();
    const view = views.find((it) => it.name === upstream);
    if (view) return view;
    const known = views.map((it) => it.name).join(', ');
    throw new ApiError('not_found', `there is no upstream \`${upstream}\`; there are: ${known}`);
  }
}
