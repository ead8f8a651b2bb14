import { ApiError } from '../../contract/errors.ts';
import type { UpstreamChange, UpstreamConfig, UpstreamSpec } from '../../contract/model.ts';
import { hidden, isLikeKey, isSecretName, shownArguments, shownUrl } from './secret-words.ts';

/** What of a spec is kept in the secret store. `args` by their place. */
export interface SpecSecrets {
  readonly version: 2;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly args?: Readonly<Record<string, string>> | undefined;
  readonly url?: string | undefined;
  readonly clientSecret?: string | undefined;
}

/** The spec as it may be stored in the open, and what may not. */
export function splitSpec(spec: UpstreamSpec): { bare: UpstreamSpec; secrets: SpecSecrets | undefined } {
  if (spec.kind === 'stdio') {
    const { env, ...rest } = spec;
    const args = shownArguments(spec.args);
    const moved = spec.args.flatMap((arg, at) => (args[at] === arg ? [] : [[String(at), arg] as const]));
    const hasArgs = moved.length > 0;
    return {
      bare: { ...rest, args },
      secrets: env || hasArgs ? { version: 2, env, args: Object.fromEntries(moved) } : undefined,
    };
  }
  const { headers, oauth, ...rest } = spec;
  const { clientSecret, ...openOAuth } = oauth ?? {};
  const url = shownUrl(spec.url);
  const hidesUrl = url !== spec.url;
  const isSecret = headers !== undefined || hidesUrl || clientSecret !== undefined;
  return {
    bare: { ...rest, url, ...(oauth && { oauth: openOAuth }) },
    secrets: isSecret ? { version: 2, headers, clientSecret, ...(hidesUrl && { url: spec.url }) } : undefined,
  };
}

/** Puts the secrets back. What does not fit the stored spec (a write that was cut off between the two) stays out. */
export function joinSpec(bare: UpstreamSpec, secrets: SpecSecrets | undefined): UpstreamSpec {
  if (!secrets) return bare;
  if (bare.kind === 'stdio') {
    const args = bare.args.map((arg, at) => {
      const kept = secrets.args?.[String(at)];
      return kept !== undefined && isShownAs(kept, arg) ? kept : arg;
    });
    return { ...bare, args, ...(secrets.env && { env: { ...secrets.env } }) };
  }
  const url = secrets.url !== undefined && isShownAs(secrets.url, bare.url) ? secrets.url : bare.url;
  const { clientSecret } = secrets;
  return {
    ...bare,
    url,
    ...(secrets.headers && { headers: { ...secrets.headers } }),
    ...(clientSecret !== undefined && { oauth: { ...bare.oauth, clientSecret } }),
  };
}

/** By what stands before the hidden part: what counts as a secret may change from version to version. */
function isShownAs(value: string, shown: string): boolean {
  const at = shown.indexOf(hidden);
  return at >= 0 && value.startsWith(shown.slice(0, at));
}

/** Reads what `splitSpec` gave; earlier versions kept the values of `env` or `headers` alone. */
export function readSecrets(kind: UpstreamSpec['kind'], text: string): SpecSecrets {
  const value = JSON.parse(text) as SpecSecrets | Record<string, string>; // written by this module
  if ('version' in value && value.version === 2) return value as SpecSecrets; // told apart by a number
  const values = value as Record<string, string>; // the earlier shape
  return kind === 'stdio' ? { version: 2, env: values } : { version: 2, headers: values };
}

/** What may be shown of a spec. */
export function configOf(spec: UpstreamSpec): UpstreamConfig {
  const { bare } = splitSpec(spec);
  const { name, kind } = bare;
  if (bare.kind === 'stdio') {
    const { command, args, cwd, isShared } = bare;
    const env = spec.kind === 'stdio' ? spec.env : undefined;
    return {
      name,
      kind,
      command,
      args,
      ...(cwd !== undefined && { cwd }),
      ...(isShared !== undefined && { isShared }),
      envNames: Object.keys(env ?? {}),
      headerNames: [],
    };
  }
  const { headers, oauth: withSecret } = spec.kind === 'http' ? spec : {};
  const { url, transport, oauth } = bare;
  return {
    name,
    kind,
    url,
    ...(transport && { transport }),
    ...(oauth && { oauth }),
    ...(withSecret?.clientSecret !== undefined && { hasClientSecret: true }),
    envNames: [],
    headerNames: Object.keys(headers ?? {}),
  };
}

/** A changed spec: what was shown as `…` and what is null keeps the value it had. Throws `invalid_input`. */
export function changedSpec(before: UpstreamSpec, change: UpstreamChange): UpstreamSpec {
  if (change.kind === 'stdio') {
    const old = before.kind === 'stdio' ? before : undefined;
    const { env, ...rest } = change;
    return {
      ...rest,
      args: keptArguments(old?.args ?? [], change.args),
      ...(env && { env: keptValues(old?.env ?? {}, env, '/env') }),
    };
  }
  const old = before.kind === 'http' ? before : undefined;
  const { headers, oauth, ...rest } = change;
  const url = change.url.includes(hidden) && old && shownUrl(old.url) === change.url ? old.url : change.url;
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '') || url.includes(hidden)) {
    throw invalid('/url', 'expected an http or https address, its secret parts as shown or as new values');
  }
  // A value that nobody can read any more must not go to another server, where somebody could.
  const kept = old && new URL(old.url).origin === new URL(url).origin ? old : undefined;
  const { clientSecret, ...openOAuth } = oauth ?? {};
  const secret = clientSecret === null ? kept?.oauth?.clientSecret : clientSecret;
  if (clientSecret === null && secret === undefined) {
    throw invalid('/oauth/clientSecret', 'nothing is kept as the client secret: give its value');
  }
  return {
    ...rest,
    url,
    ...(headers && { headers: keptValues(kept?.headers ?? {}, headers, '/headers') }),
    ...(oauth && { oauth: { ...openOAuth, ...(secret !== undefined && { clientSecret: secret }) } }),
  };
}

function keptArguments(before: readonly string[], args: readonly string[]): string[] {
  const shown = shownArguments(before);
  const left = before.map((value, at) => ({ value, shown: shown[at] ?? '' }));
  return args.map((arg, index) => {
    if (!arg.includes(hidden)) return arg;
    const at = left.findIndex((it) => it.shown === arg && it.value !== arg);
    if (at < 0) throw invalid(`/args/${index}`, `nothing is kept for \`${arg}\`: give its value`);
    return left.splice(at, 1)[0]?.value ?? arg;
  });
}

function keptValues(
  before: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string | null>>,
  pointer: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const kept = value ?? (Object.hasOwn(before, name) ? before[name] : undefined);
      if (kept === undefined)
        throw invalid(`${pointer}/${name}`, `nothing is kept for \`${name}\`: give its value`);
      return [name, kept];
    }),
  );
}

function invalid(pointer: string, message: string): ApiError {
  return new ApiError('invalid_input', message, { problems: [{ pointer, message }] });
}

/** The texts that must not turn up in logs and messages of an upstream. */
export function secretTexts(spec: UpstreamSpec): string[] {
  const { secrets } = splitSpec(spec);
  const env = Object.entries(secrets?.env ?? {}).filter(
    ([name, value]) => isSecretName(name) || isLikeKey(value),
  );
  const headers = Object.values(secrets?.headers ?? {}).map((value) =>
    value.replace(/^(?:bearer|basic) /i, ''),
  );
  const args = Object.values(secrets?.args ?? {}).map((arg) => arg.replace(/^-{0,2}[\w.-]+(?:=|:\s*)/, ''));
  const url = secrets?.url === undefined ? [] : secretsOfUrl(secrets.url);
  const all = [...env.map(([, value]) => value), ...headers, ...args, ...url, secrets?.clientSecret ?? ''];
  // Short ones would blank out half of every message.
  return all.filter((it) => it.length >= 6);
}

function secretsOfUrl(text: string): string[] {
  const url = new URL(text);
  return [text, decodeURIComponent(url.password), ...url.searchParams.values()];
}
