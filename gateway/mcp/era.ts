import { isJsonObject, type JsonObject } from '../../contract/json.ts';

/** Revisions with `initialize` and sessions that the gateway speaks, newest first. */
export const legacyVersions = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'] as const;
export const supportedVersions: readonly string[] = legacyVersions;

/** Revisions where each request stands on its own. */
export const modernVersion = '2026-07-28';
export const modernVersions: readonly string[] = [modernVersion];

/** The `_meta` keys of the modern era. */
export const metaKey = {
  version: 'io.modelcontextprotocol/protocolVersion',
  clientInfo: 'io.modelcontextprotocol/clientInfo',
  clientCapabilities: 'io.modelcontextprotocol/clientCapabilities',
  logLevel: 'io.modelcontextprotocol/logLevel',
  serverInfo: 'io.modelcontextprotocol/serverInfo',
  subscriptionId: 'io.modelcontextprotocol/subscriptionId',
} as const;

/** The extension by which a call that waits becomes a task. */
export const tasksExtension = 'io.modelcontextprotocol/tasks';

/** What an upstream speaks. */
export interface Eras {
  readonly legacy: boolean;
  readonly modern: boolean;
}

/**
 * True for a message of the modern era: it says so in `_meta`, or its header names such a revision. Each request is
 * classified on its own: clients may probe with one era and go on in the other.
 */
export function isModern(params: JsonObject | undefined, versionHeader: string | undefined): boolean {
  if (versionHeader !== undefined && modernVersions.includes(versionHeader)) return true;
  const meta = params?.['_meta'];
  return isJsonObject(meta) && Object.hasOwn(meta, metaKey.version);
}

/** A revision with `initialize` that the gateway speaks. */
export function isLegacyVersion(value: unknown): value is string {
  return typeof value === 'string' && supportedVersions.includes(value);
}

/** A revision without sessions that the gateway speaks. */
export function isModernVersion(value: unknown): value is string {
  return typeof value === 'string' && modernVersions.includes(value);
}

/** True when the header is absent (some clients never send it) or names a revision the gateway speaks. */
export function isKnownVersionHeader(version: string | undefined): boolean {
  return version === undefined || supportedVersions.includes(version);
}
