import { isJsonObject, type JsonObject } from '../../../contract/json.ts';
import type { JsonRpcId } from '../../../contract/mcp.ts';
import type { Frame } from '../../upstreams/channel.ts';
import { metaKey, modernVersions } from '../era.ts';
import type { Exchange } from '../exchange.ts';
import { rpcCode } from '../json-rpc.ts';
import type { FilterList } from '../list-filter.ts';
import { gatewayCode } from '../results.ts';
import { errorTextOf, structuredContentOf } from '../upstream-message.ts';
import { asDiscovered, asPrivateList, resultReply } from './modern-results.ts';

/** Ends an exchange of a modern client with what a legacy upstream answered. */
export function answerTranslated(
  exchange: Exchange,
  frame: Frame,
  { upstream, filterList }: { readonly upstream: string; readonly filterList: FilterList },
): void {
  const { id, method } = exchange.request;
  if (frame.lost) return exchange.fail(gatewayCode.upstreamDown, errorTextOf(frame), frame.lost === 'after');
  const message = frame.parse();
  const { result, error } = isJsonObject(message) ? message : {};
  if (!isJsonObject(result)) {
    const text = errorTextOf(frame);
    const given = isJsonObject(error) ? error : { code: rpcCode.internalError, message: text };
    // The modern era has no code of its own for it (2026-07-28, "Resources", Error Handling).
    const code = given['code'] === -32002 ? rpcCode.invalidParams : given['code'];
    const json = JSON.stringify({ jsonrpc: '2.0', id, error: { ...given, code } });
    return exchange.answer(json, { kind: 'error', code: 'upstream_error', message: text });
  }
  const outcome = {
    kind: 'result',
    isError: frame.envelope.isError,
    bytes: Buffer.byteLength(frame.json),
    structuredContent: exchange.wantsResult ? structuredContentOf(frame) : undefined,
  } as const;
  if (method === 'tools/list') {
    const listed = filterList(id, Buffer.from(resultReply(id, result)));
    if (listed) return exchange.answer(listed, outcome);
    const text = `upstream \`${upstream}\` sent a list of tools that cannot be read; it was not passed on`;
    return exchange.fail(gatewayCode.upstreamUnusable, text);
  }
  // A legacy upstream says nothing about how long it holds.
  const isCacheable = method.endsWith('/list') || method === 'resources/read';
  const told: JsonObject = isCacheable ? { ...result, ttlMs: 0, cacheScope: 'private' } : result;
  exchange.answer(resultReply(id, told), outcome);
}

/** `server/discover`, from what a legacy upstream said in `initialize`. */
export function discoveryReply(id: JsonRpcId, upstream: string, server: JsonObject): string {
  const { capabilities, serverInfo, instructions } = server;
  const offered = isJsonObject(capabilities) ? structuredClone(capabilities) : {};
  delete offered['tasks'];
  const result: JsonObject = {
    supportedVersions: [...modernVersions],
    capabilities: offered,
    ...(typeof instructions === 'string' && { instructions }),
    _meta: { [metaKey.serverInfo]: serverInfo ?? { name: upstream, version: '' } },
  };
  asDiscovered(result);
  asPrivateList(result);
  return resultReply(id, result);
}
