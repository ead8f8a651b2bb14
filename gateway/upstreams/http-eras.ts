import { isJsonObject, type JsonObject } from '../../contract/json.ts';
import type { Clock } from '../../contract/ports.ts';
import { isLegacyVersion, legacyVersions, metaKey, modernVersion, type Eras } from '../mcp/era.ts';
import { postHeaders } from '../mcp/relay-headers.ts';
import { askHttp, type Asked } from './ask-http.ts';
import type { HttpLink } from './http-link.ts';
import { looksLikeSse } from './sse-channel.ts';

/** Which eras an upstream over HTTP speaks: asked once, remembered until it is asked again. */
export interface HttpEras {
  known(): Eras | undefined;
  /** It speaks the legacy era over HTTP+SSE: there is nothing that could be relayed. */
  readonly isSse: boolean;
  /** As known, or found out now. Never rejects: who does not answer is spoken to in the legacy era, and fails there. */
  find(): Promise<Eras>;
  /** Asks again, whatever was known. */
  refresh(): Promise<Eras>;
}

const timeoutMs = 10_000;

/** `isSse`: the user says so, nothing is asked. */
export function createHttpEras(
  link: HttpLink,
  { clock, version, isSse: isSseAlways }: { clock: Clock; version: string; isSse: boolean },
): HttpEras {
  const legacyOnly: Eras = { legacy: true, modern: false };
  let known: Eras | undefined = isSseAlways ? legacyOnly : undefined;
  let isSse = isSseAlways;
  let finding: Promise<Eras> | undefined;

  /** What it speaks, and whether that is certain. */
  async function probe(): Promise<{ eras: Eras; isCertain: boolean }> {
    const clientInfo = { name: 'checkstand', version };
    const _meta = {
      [metaKey.version]: modernVersion,
      [metaKey.clientInfo]: clientInfo,
      [metaKey.clientCapabilities]: {},
    };
    const modern = await ask('server/discover', { _meta }, [
      'mcp-protocol-version',
      modernVersion,
      'mcp-method',
      'server/discover',
    ]);
    // Some legacy servers hang up on what they do not know, or never answer it.
    if (!modern || !saysModern(modern.message)) {
      isSse = isSseAlways || (await speaksSse(modern));
      return { eras: legacyOnly, isCertain: modern !== undefined };
    }
    isSse = isSseAlways;
    const params = { protocolVersion: legacyVersions[0], capabilities: {}, clientInfo };
    const legacy = await ask('initialize', params, []);
    const session = legacy?.headers['mcp-session-id']?.toString();
    if (session !== undefined) forget(session);
    return {
      eras: { legacy: legacy !== undefined && saysLegacy(legacy.message), modern: true },
      isCertain: legacy !== undefined,
    };
  }

  /** An address that takes no posts may be one of HTTP+SSE (MCP transports, "Backwards Compatibility"). */
  async function speaksSse(answer: Asked | undefined): Promise<boolean> {
    if (!answer || ![400, 404, 405].includes(answer.status) || answer.message) return false;
    const params = {
      protocolVersion: legacyVersions[0],
      capabilities: {},
      clientInfo: { name: 'checkstand', version },
    };
    const legacy = await ask('initialize', params, []);
    if (!legacy || legacy.status < 400 || legacy.message) return false;
    return looksLikeSse(link, clock);
  }

  async function ask(method: string, params: JsonObject, headers: string[]): Promise<Asked | undefined> {
    const message = { jsonrpc: '2.0', id: `checkstand-${method}`, method, params } as const;
    try {
      return await askHttp(link, message, headers, { clock, timeoutMs });
    } catch {
      return undefined;
    }
  }

  function forget(session: string): void {
    const nobody = { onHead() {}, onData: () => true, onEnd() {}, onError() {} };
    link.send({ method: 'DELETE', headers: [...postHeaders, 'mcp-session-id', session], body: null }, nobody);
  }

  function refresh(): Promise<Eras> {
    if (isSseAlways) return Promise.resolve(legacyOnly);
    const asking = probe().then(({ eras, isCertain }) => {
      known = isCertain ? eras : undefined;
      if (finding === asking) finding = undefined;
      return eras;
    });
    finding = asking;
    return asking;
  }

  return {
    known: () => known,
    get isSse() {
      return isSse;
    },
    find: async () => known ?? finding ?? refresh(),
    refresh,
  };
}

function saysModern(message: JsonObject | undefined): boolean {
  const result = message?.['result'];
  const versions = isJsonObject(result) ? result['supportedVersions'] : undefined;
  return Array.isArray(versions) && versions.includes(modernVersion);
}

function saysLegacy(message: JsonObject | undefined): boolean {
  const result = message?.['result'];
  return isJsonObject(result) && isLegacyVersion(result['protocolVersion']);
}
