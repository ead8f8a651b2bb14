import { z } from 'zod';
import { jsonObject } from './json.ts';
import { policyDocument } from './policy-document.ts';
import {
  argumentChange,
  callOutcome,
  clientInfo,
  decision,
  goods,
  grantView,
  reachKind,
  rememberedView,
  surface,
  toolDefinition,
  upstreamKind,
  upstreamSignIn,
  upstreamState,
  verdict,
} from './model.ts';

/**
 * What is recorded, by type. Names are past tense and pinned; a payload may only gain optional members, because
 * stored events outlive the code. Secrets never enter: arguments are redacted before they get here.
 */
export const eventData = {
  'app.started': z.object({ version: z.string(), markedUnknown: z.int() }),
  'app.stopped': z.object({}),
  'gateway.paused': z.object({ by: surface }),
  'gateway.resumed': z.object({ by: surface }),

  /** The intent. Recorded before anything is forwarded; again, with the same callId, when a held call is admitted. */
  'tool_call.decided': z.object({
    callId: z.string(),
    grantId: z.string(),
    grantName: z.string(),
    client: clientInfo.nullable(),
    sessionId: z.string().nullable(),
    upstream: z.string(),
    tool: z.string(),
    /** What is sent, when it is allowed; else what was asked for. */
    arguments: jsonObject,
    /** What the client asked for, when other arguments are sent in their place. */
    asked: jsonObject.optional(),
    argumentsHash: z.string(),
    policyVersion: z.int().nullable(),
    /** True when that is a version of the grant's own policy; else of the upstream's. */
    isGrantPolicy: z.boolean().optional(),
    approvalId: z.string().nullable(),
    /** What was known beforehand (`preview.*`), when the decision could look at it. */
    preview: jsonObject.optional(),
    /** It takes back what this call added. */
    undoes: z.string().optional(),
    /** What was known of the upstream's session (`session.*`). */
    session: jsonObject.optional(),
    decision,
  }),
  'tool_call.completed': z.object({
    callId: z.string(),
    isError: z.boolean(),
    durationMs: z.number(),
    resultBytes: z.int(),
    /** Where the upstream's results can be read. */
    outcome: callOutcome.optional(),
    /** What it came to by its own account, by the path of the result that said so; decimal strings. */
    spent: z
      .array(z.object({ path: z.string(), amount: z.string(), currency: z.string().nullable() }))
      .optional(),
  }),
  'tool_call.failed': z.object({
    callId: z.string(),
    code: z.string(),
    message: z.string(),
    durationMs: z.number(),
  }),
  /** A held call that ended without being forwarded. */
  'tool_call.withdrawn': z.object({
    callId: z.string(),
    why: z.enum(['client_gone', 'cancelled', 'hold_deadline', 'session_ended', 'shutdown']),
  }),
  /** In flight when the app died: whether it happened is not known. */
  'tool_call.marked_unknown': z.object({ callId: z.string() }),

  'approval.requested': z.object({
    approvalId: z.string(),
    callId: z.string(),
    why: z.string(),
    rule: z.string(),
    expiresAt: z.int(),
    preview: z.enum(['none', 'loading']),
    /** Calls of one grant that arrived within a second have the same. */
    groupId: z.string().optional(),
    /** It asks again: what is other than what was approved. */
    difference: z.string().optional(),
    /** It asks again: what a person had changed before. */
    changes: z.array(argumentChange).optional(),
  }),
  'approval.previewed': z.object({ approvalId: z.string(), goods: goods.nullable() }),
  'approval.waiting_changed': z.object({ approvalId: z.string(), isClientWaiting: z.boolean() }),
  'approval.resolved': z.object({
    approvalId: z.string(),
    verdict,
    word: z.string().nullable(),
    by: surface,
    /** Redacted. */
    changes: z.array(argumentChange).optional(),
    reach: reachKind.optional(),
  }),
  'approval.consumed': z.object({ approvalId: z.string(), callId: z.string() }),
  'approval.expired': z.object({ approvalId: z.string() }),

  /** An answer that holds for more than its call. Those that are rules of the policy are in `policy.saved`. */
  'remembered.added': z.object({ remembered: rememberedView }),
  'remembered.ended': z.object({
    id: z.string(),
    why: z.enum(['revoked', 'expired', 'policy_changed', 'definition_changed', 'grant_revoked', 'restart']),
  }),

  'grant.created': z.object({ grant: grantView }),
  'grant.rotated': z.object({ grantId: z.string() }),
  'grant.revoked': z.object({ grantId: z.string() }),
  'grant.upstreams_changed': z.object({ grantId: z.string(), upstreams: z.array(z.string()) }),
  'client.connected': z.object({ grantId: z.string(), upstream: z.string(), client: clientInfo }),

  'policy.saved': z.object({
    upstream: z.string(),
    grantId: z.string().nullable(),
    version: z.int(),
    by: z.string(),
    document: policyDocument,
  }),

  'policy.removed': z.object({ upstream: z.string(), grantId: z.string(), by: z.string() }),

  'upstream.added': z.object({ name: z.string(), kind: upstreamKind, address: z.string() }),
  'upstream.updated': z.object({ name: z.string(), kind: upstreamKind, address: z.string() }),
  'upstream.removed': z.object({ name: z.string() }),
  'upstream.state_changed': z.object({
    name: z.string(),
    state: upstreamState,
    error: z.string().nullable(),
  }),
  /** Null: nothing there wants a sign-in any more. */
  'upstream.sign_in_changed': z.object({
    name: z.string(),
    signIn: upstreamSignIn.nullable(),
    /** Who vouches for the person, once signed in. */
    issuer: z.string().optional(),
  }),
  'upstream.tools_listed': z.object({ name: z.string(), tools: z.array(toolDefinition) }),

  /** A tool is not what was allowed any more: it asks. */
  'tool.definition_changed': z.object({
    upstream: z.string(),
    tool: z.string(),
    allowedHash: z.string(),
    definitionHash: z.string(),
  }),
  /** It is again what was allowed. */
  'tool.definition_restored': z.object({
    upstream: z.string(),
    tool: z.string(),
    definitionHash: z.string(),
  }),
  /** A person took the new definition for the allowed one. */
  'tool.definition_accepted': z.object({
    upstream: z.string(),
    tool: z.string(),
    definitionHash: z.string(),
    by: surface,
  }),

  'store.signed_in': z.object({ store: z.string(), name: z.string().nullable() }),
  'store.signed_out': z.object({ store: z.string() }),
  'store.session_saved': z.object({ store: z.string() }),
  'store.session_forgotten': z.object({ store: z.string() }),
} as const;

export type EventType = keyof typeof eventData;
export const eventTypes = Object.keys(eventData) as EventType[]; // the keys are exactly the union
/** What can move a budget. After any other event they stand as they stood. */
export const budgetMovers: ReadonlySet<EventType> = new Set([
  'tool_call.decided',
  'tool_call.completed',
  'tool_call.failed',
  'tool_call.marked_unknown',
  'policy.saved',
  'policy.removed',
  'grant.created',
  'grant.revoked',
  'grant.upstreams_changed',
]);
export type EventData<T extends EventType> = z.infer<(typeof eventData)[T]>;

/** A fact to be recorded. */
export type NewEvent = { [T in EventType]: { type: T; data: EventData<T> } }[EventType];

/** A recorded fact. `seq` has no gaps; `hash` covers `previousHash` and the canonical JSON of the rest. */
export type StoredEvent = NewEvent & { seq: number; at: number; hash: string };

/** Reads an event from storage or the wire; an unknown type or a bad payload is an error that names it. */
export function parseStoredEvent(value: {
  seq: number;
  at: number;
  type: string;
  hash: string;
  data: unknown;
}): StoredEvent {
  if (!Object.hasOwn(eventData, value.type)) throw new Error(`unknown event type \`${value.type}\``);
  const type = value.type as EventType; // checked by hasOwn
  return { ...value, type, data: eventData[type].parse(value.data) } as StoredEvent; // the schema belongs to the type
}
