import { isJsonObject, type JsonObject } from '../../contract/json.ts';
import type { Clock } from '../../contract/ports.ts';
import { isLegacyVersion, legacyVersions, metaKey, modernVersion, type Eras } from '../mcp/era.ts';
import { postHeaders } from '../mcp/relay-headers.ts';
import { askHttp } from './ask-http.ts';
import type { HttpLink } from './http-link.ts';

/** Which eras an upstream over HTTP speaks: asked once, remembered until it is asked again. */
export interface HttpEras {
  known(): Eras | undefined;
  /** As known, or found out now. Rejects when the upstream cannot be reached. */
  find(): Promise<Eras>;
  /** Asks again, whatever was known. */
  refresh(): Promise<Eras>;
}

const timeoutMs = 10_000;

export function createHttpEras(link: HttpLink, clock: Clock, version: string): HttpEras {
  let known: Eras | undefined;
  let finding: Promise<Eras> | undefined;

  async function probe(): Promise<Eras> {
    const clientInfo = { name: 'checkstand', version };
    const modern = await askHttp(
      link,
      {
        jsonrpc: '2.0',
        id: 'checkstand-discover',
        method: 'server/discover',
        params: {
          _meta: {
            [metaKey.version]: modernVersion,
            [metaKey.clientInfo]: clientInfo,
            [metaKey.clientCapabilities]: {},
          },
        },
      },
      ['mcp-protocol-version', modernVersion, 'mcp-method', 'server/discover'],
      { clock, timeoutMs },
    );
    if (!saysModern(modern.message)) return { legacy: true, modern: false };
    const params = { protocolVersion: legacyVersions[0], capabilities: {}, clientInfo };
    const legacy = await askHttp(
      link,
      { jsonrpc: '2.0', id: 'checkstand-initialize', method: 'initialize', params },
      [],
      { clock, timeoutMs },
    );
    const session = legacy.headers['mcp-session-id']?.toString();
    if (session !== undefined) forget(session);
    return { legacy: saysLegacy(legacy.message), modern: true };
  }

  function forget(session: string): void {
    const nobody = { onHead() {}, onData: () => true, onEnd() {}, onError() {} };
    link.send({ method: 'DELETE', headers: [...postHeaders, 'mcp-session-id', session], body: null }, nobody);
  }

  function refresh(): Promise<Eras> {
    const asking = probe().then((eras) => (known = eras));
    finding = asking;
    const over = () => {
      if (finding === asking) finding = undefined;
    };
    asking.then(over, over);
    return asking;
  }

  return {
    known: () => known,
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
