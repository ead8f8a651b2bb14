import type { JsonObject } from '../../contract/json.ts';
import type { Goods, Preview } from '../../contract/model.ts';
import type { Clock } from '../../contract/ports.ts';
import { applyPatch } from '../approvals/argument-patch.ts';
import { evaluate, neededCounters } from '../policy/evaluate.ts';
import type { Evaluation, Facts, PolicyCall } from '../policy/model.ts';
import { previewFacts } from '../../contract/preview-facts.ts';
import type { ApprovalRecord } from '../store/approvals-table.ts';
import type { CountersTable } from '../store/counters-table.ts';
import type { GrantsTable } from '../store/grants-table.ts';
import { decidedBy, type DecidedBy } from './decided-event.ts';
import type { ToolCall } from './gate.ts';
import type { PolicyBook } from './policy-book.ts';
import { plainDenial } from './refusals.ts';

export interface FactsParts {
  readonly grants: GrantsTable;
  readonly policies: PolicyBook;
  readonly counters: CountersTable;
  readonly clock: Clock;
  readonly isPaused: () => boolean;
  readonly hasPreview: (upstream: string, tool: string) => boolean;
  /** Whether a tool is other than what was allowed. */
  readonly isToolChanged: (call: ToolCall) => boolean;
  readonly sessionOf: (upstream: string) => JsonObject | undefined;
  /** The remembered answer that a call fits. */
  readonly settling: (call: PolicyCall, facts: Facts) => { readonly name: string } | undefined;
}

/** What is known beside the call itself. */
export interface Known {
  /** The approval that the call may attach to or collect. */
  readonly due: ApprovalRecord | undefined;
  readonly answer: Facts['approval'];
  /** Found before the decision, because the policy looks at it; null: looked for and not found. */
  readonly preview: Preview | null | undefined;
}

export interface Judged {
  readonly evaluation: Evaluation;
  /** The arguments to send when they are not the call's own. */
  readonly pinned: JsonObject | null;
  readonly session: JsonObject | undefined;
  readonly preview: JsonObject | undefined;
  /** What those facts come from. */
  readonly goods: Omit<Goods, 'pictureId'> | null;
  readonly decidedBy: DecidedBy;
}

/** Gathers what the policy may know, and lets it decide. Reads only. */
export function judgeCall(parts: FactsParts, call: ToolCall, { due, answer, preview }: Known): Judged {
  const now = parts.clock.now();
  const isApproved = answer?.verdict === 'approve';
  const foreseen = isApproved ? (due?.pinnedArguments ?? null) : (preview?.pinnedArguments ?? null);
  const patch = isApproved ? (due?.patch ?? null) : null;
  const pinned = patch ? applyPatch(patch, foreseen ?? call.arguments) : foreseen;
  const asked = patch ? applyPatch(patch, call.arguments) : call.arguments;
  const inForce = parts.policies.forCall(call.upstream, call.grantId);
  const policy = inForce?.compiled;
  // Rules on what was asked for hold as well as rules on what will be sent.
  const about = policyCall(call, pinned ? { ...asked, ...pinned } : asked, parts.isToolChanged(call));
  // What a person approved is what they saw; anything else is as it was found last.
  const [first, second] = isApproved ? [due?.view, preview] : [preview, due?.view];
  const goods: Omit<Goods, 'pictureId'> | null | undefined = first?.goods ?? second?.goods;
  const known = goods ? previewFacts(goods) : undefined;
  const session = parts.sessionOf(call.upstream);
  const counters = policy ? neededCounters(policy, about, now) : [];
  const facts: Facts = {
    now,
    isPaused: parts.isPaused(),
    counters: new Map(counters.map((ref) => [ref.key, parts.counters.read(ref, now)])),
    ...(session && { session }),
    ...(known && { preview: known }),
    // Where a preview could have said it and none did, rules that read it refuse instead of not matching.
    ...(!known && parts.hasPreview(call.upstream, call.tool) && { isPreviewFailed: true }),
    ...(answer && { approval: answer }),
  };
  const settled = answer ? undefined : parts.settling(about, facts);
  const evaluation =
    grantRefusal(parts.grants, call, now) ??
    evaluate(policy, about, settled ? { ...facts, settled: settled.name } : facts);
  return { evaluation, pinned, session, preview: known, goods: goods ?? null, decidedBy: decidedBy(inForce) };
}

/** The person's answer that an approval already carries. */
export function answerOf(due: ApprovalRecord | undefined): Facts['approval'] {
  switch (due?.view.state) {
    case 'approved':
      return { verdict: 'approve', word: due.view.word };
    case 'denied':
      return { verdict: 'deny', word: due.view.word };
    default:
      return undefined;
  }
}

/** Whose calls the person's own are. No token ever belongs to it. */
export const consoleGrantId = 'console';

function grantRefusal(grants: GrantsTable, call: ToolCall, now: number): Evaluation | undefined {
  if (call.grantId === consoleGrantId) return undefined;
  const grant = grants.byId(call.grantId);
  const isLive = grant?.revokedAt === null && (grant.expiresAt === null || grant.expiresAt > now);
  if (isLive) return undefined;
  return {
    decision: plainDenial('denied', 'the grant of this client was revoked or has expired', false),
    reservations: [],
  };
}

function policyCall(call: ToolCall, args: JsonObject, isChanged: boolean): PolicyCall {
  const { definition, client, upstream, grantId, sessionId, tool: name, grantName: grant } = call;
  const who = client ? { name: client.name, version: client.version, grant } : { grant };
  const place = { upstream, grantId, sessionId, args, client: who };
  if (!definition) return { ...place, tool: { name, definition_changed: isChanged } };
  const { category, risk, definitionHash } = definition;
  return { ...place, tool: { name, category, risk, definition_changed: isChanged }, definitionHash };
}
