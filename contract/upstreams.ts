import { z } from 'zod';

export const upstreamKind = z.enum(['in-process', 'stdio', 'http']);
export const upstreamState = z.enum(['starting', 'ready', 'failed', 'stopped']);

/** `required`: sign in, or (with the state `ready`) sign in again for more. `waiting`: the browser is open. */
export const upstreamSignIn = z.enum(['required', 'waiting', 'signed_in']);
export type UpstreamSignIn = z.infer<typeof upstreamSignIn>;

/** For authorization servers that do not register clients by themselves. */
export const upstreamOAuth = z.object({
  /** As registered there, or the https address of a client id metadata document. */
  clientId: z.string().min(1).optional(),
  clientSecret: z.string().min(1).optional(),
  /** What to ask for, in place of what the server names. */
  scope: z.string().min(1).optional(),
});
export type UpstreamOAuth = z.infer<typeof upstreamOAuth>;

/**
 * How to reach an upstream that the user added. Values of `env` and `headers`, and arguments and URLs that carry a
 * secret, are never published: they are kept in the secret store.
 */
export const upstreamSpec = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('stdio'),
    name: z.string(),
    command: z.string().min(1),
    args: z.array(z.string()),
    env: z.record(z.string(), z.string()).optional(),
    cwd: z.string().optional(),
    /** One process for all sessions. Absent or false: each session has its own. */
    isShared: z.boolean().optional(),
  }),
  z.object({
    kind: z.literal('http'),
    name: z.string(),
    url: z.url({ protocol: /^https?$/ }),
    headers: z.record(z.string(), z.string()).optional(),
    /** `sse`: HTTP+SSE of revision 2024-11-05. Absent: found out. */
    transport: z.enum(['streamable', 'sse']).optional(),
    oauth: upstreamOAuth.optional(),
  }),
]);
export type UpstreamSpec = z.infer<typeof upstreamSpec>;

const keptOrNew = z.record(z.string(), z.string().nullable());
/** A spec in which null stands for a value that stays what it was. */
export const upstreamChange = z.discriminatedUnion('kind', [
  upstreamSpec.options[0].extend({ env: keptOrNew.optional() }),
  upstreamSpec.options[1].extend({
    url: z.string(),
    headers: keptOrNew.optional(),
    oauth: upstreamOAuth.extend({ clientSecret: z.string().min(1).nullable().optional() }).optional(),
  }),
]);
export type UpstreamChange = z.infer<typeof upstreamChange>;

/** What a person may look at and edit of an upstream: secrets show as `…`, of `env` and `headers` only the names. */
export const upstreamConfig = z.object({
  name: z.string(),
  kind: z.enum(['stdio', 'http']),
  command: z.string().optional(),
  /** One that carries a secret shows as `--token=…`; given back so in `upstreams.update`, it keeps its value. */
  args: z.array(z.string()).optional(),
  cwd: z.string().optional(),
  isShared: z.boolean().optional(),
  /** As with `args`. */
  url: z.string().optional(),
  transport: z.enum(['streamable', 'sse']).optional(),
  envNames: z.array(z.string()),
  headerNames: z.array(z.string()),
  /** Without the secret. */
  oauth: upstreamOAuth.optional(),
  hasClientSecret: z.boolean().optional(),
});
export type UpstreamConfig = z.infer<typeof upstreamConfig>;

/** How an upstream is doing. Times are epoch milliseconds. */
export const upstreamHealth = z.object({
  name: z.string(),
  state: upstreamState,
  /** Since when it is in that state. */
  since: z.int(),
  /** How often in a row it could not be reached or did not start. */
  failures: z.int(),
  lastError: z.object({ at: z.int(), message: z.string() }).nullable(),
  /** When it is tried again by itself; null when it is up or was stopped. */
  retryAt: z.int().nullable(),
  /** `open`: calls are refused at once until `retryAt`, because the last ones could not reach it. */
  breaker: z.enum(['closed', 'open', 'half_open']),
  /** What it speaks, once known. */
  transport: z.enum(['in-process', 'stdio', 'streamable', 'sse']).nullable(),
  eras: z.array(z.enum(['legacy', 'modern'])),
  /** What it says it is. */
  server: z.object({ name: z.string(), version: z.string() }).nullable(),
  /** Processes that run for it now; 0 over HTTP. */
  processes: z.int(),
  startedAt: z.int().nullable(),
  signIn: upstreamSignIn.nullable(),
});
export type UpstreamHealth = z.infer<typeof upstreamHealth>;

/** One line of what an upstream said of itself, or of what happened to it. Secrets are blanked out. */
export const upstreamLogLine = z.object({
  at: z.int(),
  from: z.enum(['stderr', 'gateway']),
  text: z.string(),
});
export type UpstreamLogLine = z.infer<typeof upstreamLogLine>;

/** A server found in a configuration. No secret values: `upstreams.import` reads the configuration again. */
export const importEntry = z.object({
  /** Names the entry in its configuration. */
  key: z.string(),
  /** A usable name made from the entry's own, not taken yet. */
  name: z.string(),
  kind: z.enum(['stdio', 'http']).nullable(),
  address: z.string(),
  envNames: z.array(z.string()),
  headerNames: z.array(z.string()),
  /** Values that the configuration leaves open (`${input:token}`, `<YOUR_KEY>`): `upstreams.import` wants them. */
  needs: z.array(z.string()),
  /** The upstream that is the same server already. */
  knownAs: z.string().nullable(),
  /** Why it cannot be imported. */
  problem: z.string().nullable(),
});
export type ImportEntry = z.infer<typeof importEntry>;

/** A configuration file of an installed client, and what stands in it. */
export const importSource = z.object({
  /** `claude-code`, `cursor`, … */
  client: z.string(),
  title: z.string(),
  file: z.string(),
  entries: z.array(importEntry),
  /** Why the file cannot be read. */
  problem: z.string().nullable(),
});
export type ImportSource = z.infer<typeof importSource>;
