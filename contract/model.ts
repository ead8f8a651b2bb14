import { z } from 'zod';
import { jsonObject, jsonValue, type JsonObject } from './json.ts';
import { condition, policyDocument, type ToolEffect } from './policy-document.ts';
import { upstreamKind, upstreamSignIn, upstreamState } from './upstreams.ts';

export const effect = z.enum(['allow', 'ask', 'deny']);
export type Effect = z.infer<typeof effect>;

/** Machine-readable outcome of a decision; the agent sees it in `_meta["checkstand/decision"].code`. Pinned. */
export const decisionCode = z.enum([
  'allowed',
  'hidden',
  'paused',
  'no_policy',
  'default_deny',
  'denied',
  'requirement',
  'limit',
  'spend',
  'approval_denied',
  'approval_pending',
  'approval_expired',
  'definition_changed',
  'cannot_evaluate',
  'audit_unavailable',
]);
export type DecisionCode = z.infer<typeof decisionCode>;

/** One rule that was reached and what it said. */
export const reason = z.object({
  /** JSON pointer of the rule in the policy ("/tools/add_to_cart/limits/0"); empty when no rule was involved. */
  rule: z.string(),
  effect,
  code: decisionCode,
  /** In words, for the person and the agent. */
  text: z.string(),
  /** The values that were compared, when a condition decided. Without `actual`: nothing was at the path. */
  values: z
    .array(z.object({ path: z.string(), op: z.string(), expected: jsonValue, actual: jsonValue.optional() }))
    .optional(),
  /** Decimal strings; `after` is the value if the call goes through. */
  counter: z
    .object({ name: z.string(), window: z.string(), before: z.string(), after: z.string(), max: z.string() })
    .optional(),
});
export type Reason = z.infer<typeof reason>;

export const decision = z.object({
  effect,
  code: decisionCode,
  /** The rule that is told to the agent: the first denial, else the first ask. */
  rule: z.string(),
  text: z.string(),
  reasons: z.array(reason),
  isRetryable: z.boolean(),
  retryAfterMs: z.int().optional(),
});
export type Decision = z.infer<typeof decision>;

/** The MCP client's own words about itself (`clientInfo`): a claim. */
export const clientInfo = z.object({ name: z.string(), version: z.string() });
export type ClientInfo = z.infer<typeof clientInfo>;

export const toolCategory = z.enum(['Read', 'Write', 'Execute', 'Destructive', 'Financial']);
export type ToolCategory = z.infer<typeof toolCategory>;
export const toolRisk = z.enum(['low', 'medium', 'high', 'critical']);
export type ToolRisk = z.infer<typeof toolRisk>;

/** A tool as an upstream offers it, with how Checkstand classes it. */
export const toolDefinition = z.object({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  inputSchema: jsonObject,
  outputSchema: jsonObject.optional(),
  annotations: jsonObject.optional(),
  category: toolCategory,
  risk: toolRisk,
  /** Why it is classed so, in words. */
  evidence: z.array(z.string()),
  definitionHash: z.string(),
});
export type ToolDefinition = z.infer<typeof toolDefinition>;

/** A tool on the Tools page: its definition and what the policy says of it. */
export type ToolView = ToolDefinition & { upstream: string; effect: ToolEffect };

// The shapes of upstreams are known by this module's name too.
export * from './upstreams.ts';

export const upstreamView = z.object({
  name: z.string(),
  kind: upstreamKind,
  /** The command line or the URL, without secrets; "built in" for the bundled one. */
  address: z.string(),
  state: upstreamState,
  /** What went wrong and what to do, when failed. */
  error: z.string().nullable(),
  tools: z.array(toolDefinition),
  /** Names of the tools whose definition is other than when it was first allowed. Absent: none. */
  changedTools: z.array(z.string()).optional(),
  /** Over HTTP: whether the person has to sign in there. Absent: nothing of the kind was met. */
  signIn: upstreamSignIn.optional(),
});
export type UpstreamView = z.infer<typeof upstreamView>;

/** Names that may stand in a URL path and before `__`. */
export const upstreamName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/, 'expected 1 to 32 of a-z, 0-9 and -, not at an end');

export const grantName = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._@-]{0,62}$/u, 'expected 1 to 63 letters, digits, spaces and . _ @ -');

/** A client's standing permission. The token itself is shown once and never stored. */
export const grantView = z.object({
  id: z.string(),
  name: z.string(),
  upstreams: z.array(z.string()),
  createdAt: z.int(),
  rotatedAt: z.int().nullable(),
  revokedAt: z.int().nullable(),
  expiresAt: z.int().nullable(),
  lastUsedAt: z.int().nullable(),
  client: clientInfo.nullable(),
});
export type GrantView = z.infer<typeof grantView>;

/** What a call is about, as far as it could be found out without side effects. Amounts share `currency`. */
export const goods = z.object({
  title: z.string(),
  asin: z.string().nullable(),
  /** Key for `pictures.get`. */
  pictureId: z.string().nullable(),
  quantity: z.int().nullable(),
  currency: z.string().nullable(),
  priceMinor: z.int().nullable(),
  totalMinor: z.int().nullable(),
  subtotalBeforeMinor: z.int().nullable(),
  subtotalAfterMinor: z.int().nullable(),
  seller: z.string().nullable(),
  /** Anything the person should know before the click ("only 3 left", "sponsored results were skipped"). */
  note: z.string().nullable(),
});
export type Goods = z.infer<typeof goods>;

/** What a call would do, and the arguments that make sure it does just that (a query pinned to its product). */
export interface Preview {
  /** Without a picture id: whoever stores `picture` (a data URI) names it. */
  readonly goods: Omit<Goods, 'pictureId'>;
  readonly picture: string | null;
  readonly pinnedArguments: JsonObject | null;
}

export const approvalState = z.enum(['pending', 'approved', 'denied', 'consumed', 'expired']);
export const verdict = z.enum(['approve', 'deny']);
export type Verdict = z.infer<typeof verdict>;
/** Where a verdict was given. */
export const surface = z.enum(['console', 'window', 'tray', 'notification', 'shell', 'gateway']);
export type Surface = z.infer<typeof surface>;

/** One argument that a person changed before approving; without `from` it was added, without `to` taken away. */
export const argumentChange = z.object({
  name: z.string(),
  from: jsonValue.optional(),
  to: jsonValue.optional(),
});
export type ArgumentChange = z.infer<typeof argumentChange>;

/** The narrow rule behind "for this session" and "always": every condition has to hold. */
export const narrowRule = z.strictObject({
  name: z.string().trim().min(1).max(200),
  conditions: z.array(condition).min(1).max(100),
  /** Epoch milliseconds; null: until it is taken back. */
  until: z.int().nullable(),
});
export type NarrowRule = z.infer<typeof narrowRule>;

/** How far an answer reaches beyond its call. Without a rule, the one that `approvals.suggestRule` suggests. */
export const reach = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('session'), rule: narrowRule.optional() }),
  z.strictObject({ kind: z.literal('always'), rule: narrowRule.optional() }),
  z.strictObject({ kind: z.literal('block') }),
]);
export type Reach = z.infer<typeof reach>;
export const reachKind = z.enum(['session', 'always', 'block']);

/** An answer that is remembered: later calls that fit are not asked about. */
export const rememberedView = z.object({
  id: z.string(),
  /** `session`: kept beside the policy; `always`: a rule in the policy. */
  kind: z.enum(['session', 'always']),
  upstream: z.string(),
  tool: z.string(),
  grantId: z.string(),
  /** The client's MCP session; null where there is none, and for `always`. */
  sessionId: z.string().nullable(),
  rule: narrowRule,
  /** Null for a rule of which only the policy's version says when it came. */
  createdAt: z.int().nullable(),
});
export type RememberedView = z.infer<typeof rememberedView>;

/** How much of a budget is used up in its present window. Amounts are decimal strings. */
export const budgetView = z.object({
  upstream: z.string(),
  /** Whose it is; null when several share it. */
  grantId: z.string().nullable(),
  counter: z.string(),
  /** "day", or a sliding window as "3600 s". */
  window: z.string(),
  currency: z.string(),
  spent: z.string(),
  /** The part of `spent` that calls under way hold until they end. */
  reserved: z.string().optional(),
  max: z.string(),
  /** When a window ends that is aligned to the clock; null for a sliding one. */
  endsAt: z.int().nullable(),
});
export type BudgetView = z.infer<typeof budgetView>;

export const approvalView = z.object({
  id: z.string(),
  /** The call that asked first; a repeat has another id and attaches to the same approval. */
  callId: z.string(),
  grantId: z.string(),
  grantName: z.string(),
  client: clientInfo.nullable(),
  upstream: z.string(),
  tool: z.string(),
  /** Redacted. */
  arguments: jsonObject,
  /** Why it asks, in words, and by which rule. */
  why: z.string(),
  rule: z.string(),
  requestedAt: z.int(),
  expiresAt: z.int(),
  state: approvalState,
  /** False when the agent stopped waiting: a verdict then counts for its next identical call. */
  isClientWaiting: z.boolean(),
  preview: z.enum(['none', 'loading', 'known', 'unknown']),
  goods: goods.nullable(),
  verdict: verdict.nullable(),
  word: z.string().nullable(),
  resolvedAt: z.int().nullable(),
  resolvedBy: surface.nullable(),
  /** Calls of one grant that arrived within a second have the same: one list, one total. */
  groupId: z.string().optional(),
  /** What the person changed before approving. */
  changes: z.array(argumentChange).optional(),
  /** How far the answer reached, when further than this call. */
  reach: reachKind.optional(),
  /** It asks again: what is other than what was approved, in words. */
  difference: z.string().optional(),
});
export type ApprovalView = z.infer<typeof approvalView>;

export const callState = z.enum([
  'held',
  'in_flight',
  'completed',
  'failed',
  'refused',
  'withdrawn',
  'unknown',
]);
export type CallState = z.infer<typeof callState>;

/** What a call came to, as its upstream's result says. */
export const callOutcome = z.object({
  /** In the upstream's words. */
  text: z.string(),
  /** By how much the cart got dearer, as a decimal; negative: cheaper. Null: the result does not say. */
  spent: z.string().nullable(),
  currency: z.string().nullable(),
  /** By how many pieces of a product the cart grew; negative: shrank. Null: by none that is counted. */
  pieces: z.int().nullable(),
  product: z.string().nullable(),
});
export type CallOutcome = z.infer<typeof callOutcome>;

/** One tool call on the Live page. */
export const callView = z.object({
  id: z.string(),
  /** Sequence number of its first event. */
  seq: z.int(),
  at: z.int(),
  grantId: z.string(),
  grantName: z.string(),
  client: clientInfo.nullable(),
  upstream: z.string(),
  tool: z.string(),
  arguments: jsonObject,
  /** What the client asked for, when other arguments were sent in their place. */
  asked: jsonObject.optional(),
  state: callState,
  decision,
  approvalId: z.string().nullable(),
  policyVersion: z.int().nullable(),
  /** From forwarding to the end of the result, in milliseconds. */
  durationMs: z.number().nullable(),
  resultBytes: z.int().nullable(),
  isError: z.boolean().nullable(),
  /** What went wrong, when failed or withdrawn. */
  error: z.string().nullable(),
  /** What was known of the goods when it was decided (`preview.*`). */
  preview: jsonObject.optional(),
  outcome: callOutcome.optional(),
  /** The call that this one took back. */
  undoes: z.string().optional(),
  /** When it ended, however that was. */
  endedAt: z.int().optional(),
});
export type CallView = z.infer<typeof callView>;

export const policyView = z.object({
  upstream: z.string(),
  /** Null: the upstream's default; else only for this grant. */
  grantId: z.string().nullable(),
  version: z.int(),
  savedAt: z.int(),
  savedBy: z.string(),
  document: policyDocument,
});
export type PolicyView = z.infer<typeof policyView>;

/** Something about a policy that is allowed but probably not meant. */
export const finding = z.object({
  pointer: z.string(),
  level: z.enum(['warning', 'hint']),
  code: z.string(),
  message: z.string(),
});
export type Finding = z.infer<typeof finding>;

/** How one of a document's own examples came out. */
export const exampleOutcome = z.object({
  index: z.int(),
  tool: z.string(),
  expect: z.string(),
  got: z.string(),
  isMet: z.boolean(),
  text: z.string(),
});
export type ExampleOutcome = z.infer<typeof exampleOutcome>;

/** What a draft would have decided otherwise, per tool and kind of change. */
export const replayChange = z.object({
  tool: z.string(),
  from: z.string(),
  to: z.string(),
  count: z.int(),
  /** Some of the calls, newest first. */
  calls: z.array(z.object({ callId: z.string(), at: z.int(), arguments: jsonObject, text: z.string() })),
});
export type ReplayChange = z.infer<typeof replayChange>;

export const replayReport = z.object({
  /** How many recorded calls were decided again. */
  calls: z.int(),
  unchanged: z.int(),
  changes: z.array(replayChange),
  /** Calls that could not be judged because a value that the draft looks at was redacted or never recorded. */
  undecidable: z.int(),
});
export type ReplayReport = z.infer<typeof replayReport>;

export const cartLine = z.object({
  asin: z.string(),
  title: z.string(),
  quantity: z.int(),
  priceMinor: z.int().nullable(),
  totalMinor: z.int().nullable(),
});
export const cartView = z.object({
  lines: z.array(cartLine),
  currency: z.string().nullable(),
  subtotalMinor: z.int().nullable(),
  count: z.int(),
  readAt: z.int(),
});
export type CartView = z.infer<typeof cartView>;

/** The store session as the Store page shows it. */
export const storeView = z.object({
  /** "demo" or a domain. */
  store: z.string(),
  session: z.enum(['signed_in', 'signed_out', 'blocked', 'unreachable', 'browser_down', 'unknown']),
  /** Since when that is so. */
  sessionSince: z.int().nullable().optional(),
  /** As whom, when signed in. */
  name: z.string().nullable(),
  checkedAt: z.int().nullable(),
  lastSavedAt: z.int().nullable(),
  browser: z.enum(['not_started', 'starting', 'ready', 'busy', 'crashed', 'missing']),
  /** What is wrong and what to do. */
  problem: z.string().nullable(),
  /** What only the person can do, in a browser window of their own; agents are kept away until `retryAt`. */
  needsPerson: z
    .object({
      kind: z.enum(['robot_check', 'sign_in', 'choose_store']),
      since: z.int(),
      retryAt: z.int().nullable(),
      isCallWaiting: z.boolean(),
    })
    .nullable()
    .optional(),
  cart: cartView.nullable(),
});
export type StoreView = z.infer<typeof storeView>;
