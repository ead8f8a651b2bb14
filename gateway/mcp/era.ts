import { isJsonObject, type JsonObject } from '../../contract/json.ts';

/** Revisions with `initialize` and sessions that the gateway speaks, newest first. */
export const legacyVersions = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'] as const;
export const supportedVersions: readonly string[] = legacyVersions;

/** The `_meta` key that every request of the modern era (2026-07-28 on) carries. */
const versionKey = 'io.modelcontextprotocol/protocolVersion';

export type Era = { readonly kind: 'legacy' } | { readonly kind: 'modern'; readonly version: string };

/** Classifies one message. Each request is classified on its own: clients may probe with one era and go on in the other. */
export function eraOf(params: JsonObject | undefined): Era {
  const meta = params?.['_meta'];
  if (!isJsonObject(meta) || !Object.hasOwn(meta, versionKey)) return { kind: 'legacy' };
  const version = meta[versionKey];
  return { kind: 'modern', version: typeof version === 'string' ? version : JSON.stringify(version) };
}

/** True when the header is absent (some clients never send it) or names a revision the gateway speaks. */
export function isKnownVersionHeader(version: string | undefined): boolean {
  return version === undefined || supportedVersions.includes(version);
}
