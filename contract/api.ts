import { z } from 'zod';
import { jsonObject } from './json.ts';
import { demoSwitchChange } from './demo-switches.ts';
import { catalogueReport, driftView } from './catalogue.ts';
import { problem } from './errors.ts';
import {
  approvalView,
  budgetView,
  callView,
  decision,
  exampleOutcome,
  finding,
  grantName,
  grantView,
  importEntry,
  importSource,
  narrowRule,
  policyView,
  reach,
  rememberedView,
  replayReport,
  storeView,
  upstreamChange,
  upstreamConfig,
  upstreamHealth,
  upstreamLogLine,
  upstreamName,
  upstreamSpec,
  upstreamView,
  verdict,
} from './model.ts';
import { policyDocument, toolEffect } from './policy-document.ts';
import { grocery, settingsSchema, storeName } from './settings.ts';

/** Who may do it. `approve` is apart from `manage`: a surface can show everything and still not answer. */
export const authority = z.enum(['view', 'manage', 'approve']);
export type Authority = z.infer<typeof authority>;

/** All a console needs to draw itself; events with a higher `seq` bring it up to date. */
export const snapshot = z.object({
  seq: z.int(),
  version: z.string(),
  /** `http://127.0.0.1:PORT/mcp`; a client of one upstream appends `/NAME`. */
  mcpUrl: z.string(),
  dataDir: z.string(),
  /** How other programs start `checkstand`: a program and its first arguments. Absent: it is on nobody's PATH. */
  command: z.array(z.string()).optional(),
  isPaused: z.boolean(),
  /** The newest calls, newest first. */
  calls: z.array(callView),
  /** Pending ones and the newest answered ones, newest first. */
  approvals: z.array(approvalView),
  grants: z.array(grantView),
  upstreams: z.array(upstreamView),
  policies: z.array(policyView),
  store: storeView,
  settings: settingsSchema,
  /** As they stood at `seq`; `budgets.list` reads them again. */
  budgets: z.array(budgetView).optional(),
});
export type Snapshot = z.infer<typeof snapshot>;

const nothing = z.strictObject({});
const id = z.string().min(1).max(200);
const query = <I extends z.ZodType, O extends z.ZodType>(authority: Authority, input: I, output: O) =>
  ({ kind: 'query', authority, input, output }) as const;
const command = <I extends z.ZodType, O extends z.ZodType>(authority: Authority, input: I, output: O) =>
  ({ kind: 'command', authority, input, output }) as const;

/** The application API: every name that a surface can call. Names are pinned by a test. */
export const api = {
  'console.snapshot': query('view', nothing, snapshot),
  /** Older calls, newest first, before the given sequence number. */
  'calls.list': query(
    'view',
    z.strictObject({ beforeSeq: z.int().positive(), limit: z.int().min(1).max(1000) }),
    z.array(callView),
  ),
  /** A data URI of a picture that an approval or a cart line names. */
  'pictures.get': query('view', z.strictObject({ pictureId: id }), z.object({ dataUri: z.string() })),

  /** Answers a pending approval. Answering one that is answered already is a `conflict` that says how it was. */
  'approvals.resolve': command(
    'approve',
    z.strictObject({
      approvalId: id,
      verdict,
      word: z.string().max(500).optional(),
      /** With `approve`: what goes on instead. Start from the approval's own; what stays the same is not a change. */
      arguments: jsonObject.optional(),
      /** With `approve`: `session` or `always`; with `deny`: `block`. Not together with `arguments`. */
      reach: reach.optional(),
    }),
    approvalView,
  ),
  /** Answers several alike. One that was answered meanwhile does not stop the others. */
  'approvals.resolveMany': command(
    'approve',
    z.strictObject({
      approvalIds: z.array(id).min(1).max(200),
      verdict,
      word: z.string().max(500).optional(),
    }),
    z.array(z.object({ approvalId: id, approval: approvalView.nullable(), error: z.string().nullable() })),
  ),
  /**
   * The narrow rule that "for this session" and "always" would make of this call, and how many recorded calls of the
   * last 30 days it would have matched; with `rule`, that of an edited one.
   */
  'approvals.suggestRule': query(
    'view',
    z.strictObject({ approvalId: id, rule: narrowRule.optional() }),
    z.object({ rule: narrowRule, matched: z.int(), calls: z.int() }),
  ),

  /** Answers that hold for more than their call. */
  'remembered.list': query('view', nothing, z.array(rememberedView)),
  'remembered.revoke': command('manage', z.strictObject({ id }), nothing),

  /** Budgets as they stand now. */
  'budgets.list': query('view', nothing, z.array(budgetView)),

  /** Takes back what a completed call added, with the shop's own tools; recorded as a call of the console. */
  'calls.undo': command(
    'manage',
    z.strictObject({ callId: id }),
    z.object({ callId: id, message: z.string() }),
  ),

  'gateway.pause': command('manage', nothing, z.object({ isPaused: z.boolean() })),
  'gateway.resume': command('manage', nothing, z.object({ isPaused: z.boolean() })),

  'grants.create': command(
    'manage',
    z.strictObject({
      name: grantName,
      upstreams: z.array(upstreamName).min(1),
      expiresAt: z.int().positive().optional(),
    }),
    z.object({ grant: grantView, token: z.string() }),
  ),
  'grants.rotate': command(
    'manage',
    z.strictObject({ grantId: id }),
    z.object({ grant: grantView, token: z.string() }),
  ),
  'grants.revoke': command('manage', z.strictObject({ grantId: id }), grantView),
  /** What the grant may use from now on; its sessions on the others end. */
  'grants.setUpstreams': command(
    'manage',
    z.strictObject({ grantId: id, upstreams: z.array(upstreamName).min(1) }),
    grantView,
  ),

  'tools.setEffect': command(
    'manage',
    z.strictObject({
      upstream: upstreamName,
      tool: z.string().min(1),
      effect: toolEffect,
      /** In the policy that one grant has of its own; without it, in the upstream's. */
      grantId: id.optional(),
    }),
    policyView,
  ),
  'policy.save': command(
    'manage',
    z.strictObject({ upstream: upstreamName, grantId: id.nullable(), document: jsonObject }),
    policyView,
  ),
  /** Parses without saving: problems with JSON pointers, findings of the linter, how the examples come out. */
  'policy.check': query(
    'view',
    z.strictObject({
      document: jsonObject,
      upstream: upstreamName.optional(),
      /** With an upstream: whose record counts, when it is the policy of one grant. */
      grantId: id.nullable().optional(),
    }),
    z.object({
      document: policyDocument.nullable(),
      problems: z.array(problem),
      findings: z.array(finding),
      examples: z.array(exampleOutcome),
    }),
  ),
  /** What a policy (the saved one, or a draft) says of a call, with every reason. Nothing is recorded. */
  'policy.explain': query(
    'view',
    z.strictObject({
      upstream: upstreamName,
      grantId: id.nullable(),
      document: jsonObject.optional(),
      tool: z.string().min(1),
      args: jsonObject,
      facts: jsonObject.optional(),
    }),
    decision,
  ),
  /** Decides the recorded calls of the last days again by a draft. Nothing is recorded. */
  'policy.replay': query(
    'view',
    z.strictObject({
      upstream: upstreamName,
      grantId: id.nullable(),
      document: jsonObject,
      days: z.int().min(1).max(365),
    }),
    replayReport,
  ),
  /** Reads another dialect (or our own JSON) from text. What has no equal here is listed, never dropped silently. */
  'policy.import': query(
    'view',
    z.strictObject({ text: z.string().max(1_000_000) }),
    z.object({
      dialect: z.enum(['checkstand', 'intercept']),
      document: policyDocument.nullable(),
      problems: z.array(problem),
      notCarried: z.array(z.object({ path: z.string(), why: z.string() })),
    }),
  ),
  /** All versions of one policy, newest first. */
  'policy.versions': query(
    'view',
    z.strictObject({ upstream: upstreamName, grantId: id.nullable() }),
    z.array(policyView),
  ),
  /** Saves an old version as a new one. */
  'policy.rollBack': command(
    'manage',
    z.strictObject({ upstream: upstreamName, grantId: id.nullable(), version: z.int().positive() }),
    policyView,
  ),
  /** Takes a grant's own policy away: the upstream's decides again. */
  'policy.remove': command('manage', z.strictObject({ upstream: upstreamName, grantId: id }), nothing),

  'upstreams.add': command('manage', upstreamSpec, upstreamView),
  'upstreams.remove': command('manage', z.strictObject({ name: upstreamName }), nothing),
  'upstreams.restart': command('manage', z.strictObject({ name: upstreamName }), upstreamView),
  'upstreams.start': command('manage', z.strictObject({ name: upstreamName }), upstreamView),
  /** Stays so until it is started again, also after the app was restarted. */
  'upstreams.stop': command('manage', z.strictObject({ name: upstreamName }), upstreamView),
  'upstreams.config': query('manage', z.strictObject({ name: upstreamName }), upstreamConfig),
  /**
   * Replaces how it is reached and starts it anew. Values shown as `…` in `upstreams.config`, and those of `env` and
   * `headers` that are null, stay what they were; a name that is left out goes.
   */
  'upstreams.update': command('manage', upstreamChange, upstreamView),
  'upstreams.health': query('view', z.strictObject({ name: upstreamName }), upstreamHealth),
  /** The last lines, oldest first. */
  'upstreams.logs': query('view', z.strictObject({ name: upstreamName }), z.array(upstreamLogLine)),
  /** Begins a sign-in; `isOpened`: the browser shows `url` already, else the person has to open it. */
  'upstreams.signIn': command(
    'manage',
    z.strictObject({ name: upstreamName }),
    z.object({ url: z.string(), isOpened: z.boolean() }),
  ),
  'upstreams.signOut': command('manage', z.strictObject({ name: upstreamName }), upstreamView),
  /** The servers in the configurations of the clients that are installed here. Reads, changes nothing. */
  'upstreams.importable': query('manage', nothing, z.array(importSource)),
  /** The servers in a pasted piece of configuration (JSON, JSON with comments, TOML, YAML), or one command line or URL. */
  'upstreams.readSnippet': query(
    'manage',
    z.strictObject({ text: z.string().max(200_000) }),
    z.object({ entries: z.array(importEntry), problem: z.string().nullable() }),
  ),
  /** Adds the chosen ones. One that cannot be added does not stop the others. */
  'upstreams.import': command(
    'manage',
    z.strictObject({
      from: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('client'), client: z.string(), file: z.string() }),
        z.strictObject({ kind: z.literal('text'), text: z.string().max(200_000) }),
      ]),
      entries: z
        .array(
          z.strictObject({
            key: z.string(),
            name: upstreamName,
            /** What the entry needs, by what `needs` calls it. */
            values: z.record(z.string(), z.string()).optional(),
          }),
        )
        .min(1)
        .max(100),
    }),
    z.array(z.object({ key: z.string(), upstream: upstreamView.nullable(), error: z.string().nullable() })),
  ),

  /** What each of its tools can do, what that invites, and what a policy might say of it. */
  'catalogue.get': query('view', z.strictObject({ name: upstreamName }), catalogueReport),
  /** The tools whose definition is other than when it was first allowed. */
  'drift.list': query('view', nothing, z.array(driftView)),
  /** Takes the definition with that hash for the allowed one; another in the meantime is a `conflict`. */
  'drift.accept': command(
    'manage',
    z.strictObject({ name: upstreamName, tool: z.string().min(1), definitionHash: id }),
    nothing,
  ),

  /** Looks at the shop now: signed in or not, the cart. May take as long as the browser needs. */
  'store.refresh': command('manage', nothing, storeView),
  'store.signIn': command('manage', nothing, storeView),
  /** Shows a browser window at what needs the person; answers when it is dealt with or the window is closed. */
  'store.openBrowser': command('manage', nothing, storeView),
  'store.saveSession': command('manage', nothing, storeView),
  'store.forgetSession': command('manage', nothing, storeView),

  /** What is not as in a demo store that was just opened. On a real store, both are `unavailable`. */
  'demo.getSwitches': query('view', nothing, demoSwitchChange),
  /** Sets these and puts all others back. */
  'demo.setSwitches': command('manage', demoSwitchChange, demoSwitchChange),

  'settings.set': command(
    'manage',
    z.strictObject({
      theme: z.enum(['system', 'light', 'dark']).optional(),
      isNotifying: z.boolean().optional(),
      isSounding: z.boolean().optional(),
      isStartedAtLogin: z.boolean().optional(),
      approvalExpiryMinutes: z.int().min(1).max(1440).optional(),
      priceTolerancePercent: z.number().min(0).max(100).optional(),
      /** Counts from the next start on. */
      store: storeName.optional(),
      grocery: grocery.optional(),
      browserPath: z.string().trim().max(1000).optional(),
    }),
    settingsSchema,
  ),
  /** Walks the whole record. `firstBroken` is the sequence number where the chain stops holding. */
  'audit.verify': query(
    'view',
    nothing,
    z.object({ events: z.int(), firstBroken: z.int().nullable(), message: z.string() }),
  ),
} as const;

export type ApiName = keyof typeof api;
export type ApiInput<N extends ApiName> = z.input<(typeof api)[N]['input']>;
export type ApiOutput<N extends ApiName> = z.output<(typeof api)[N]['output']>;
export const apiNames = Object.keys(api) as ApiName[]; // the keys are exactly the union
