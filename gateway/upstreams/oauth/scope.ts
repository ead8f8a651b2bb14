import type { UpstreamOAuth } from '../../../contract/model.ts';
import type { Discovered } from './discovery.ts';

/** What to ask for: as the user says, else what the refusal named, else what the resource has. */
export function scopeFor(
  given: UpstreamOAuth | undefined,
  wanted: string | undefined,
  { scopes, server }: Discovered,
): string | undefined {
  const scope = given?.scope ?? wanted ?? (scopes.length > 0 ? scopes.join(' ') : undefined);
  // Without it some servers give no refresh token, and the person would sign in again every hour.
  return scope !== undefined && server.scopes.includes('offline_access')
    ? union(scope, 'offline_access')
    : scope;
}

/** Every scope of several lists, once each; undefined when there is none. */
export function union(...scopes: (string | undefined)[]): string | undefined {
  const all = scopes.flatMap((it) => it?.split(/\s+/) ?? []).filter((it) => it !== '');
  return all.length === 0 ? undefined : [...new Set(all)].join(' ');
}
