import { isJsonObject, type JsonObject } from '../../../contract/json.ts';
import { rpcCode } from '../json-rpc.ts';
import { splitName, splitUri, type Qualified } from './names.ts';
import { listKinds } from './qualify.ts';

/** Whom a request is for, and its parameters as that upstream knows them. */
export interface Receiver {
  /** Undefined when the name is not one of the aggregate. */
  readonly upstream: string | undefined;
  readonly params: JsonObject;
  /** What was asked for, for the refusal. */
  readonly what: string;
  readonly unknownCode: number;
}

/** MCP 2025-11-25, "Resources", Error Handling. */
const resourceNotFound = -32002;

export function isList(method: string): boolean {
  return Object.hasOwn(listKinds, method);
}

/** Undefined for a method that no single upstream could answer. */
export function receiverOf(method: string, params: JsonObject): Receiver | undefined {
  switch (method) {
    case 'tools/call': {
      // No upstream is told of tasks here: their ids would be of one upstream only.
      const { task: _task, ...call } = params;
      return named('Tool', call, 'name', splitName);
    }
    case 'prompts/get':
      return named('Prompt', params, 'name', splitName);
    case 'resources/read':
    case 'resources/subscribe':
    case 'resources/unsubscribe':
      return { ...named('Resource', params, 'uri', splitUri), unknownCode: resourceNotFound };
    case 'completion/complete': {
      const { ref } = params;
      if (!isJsonObject(ref)) return named('Reference', params, 'ref', splitName);
      const to = isPrompt(ref)
        ? named('Prompt', ref, 'name', splitName)
        : named('Resource', ref, 'uri', splitUri);
      return { ...to, params: { ...params, ref: to.params } };
    }
    default:
      return undefined;
  }
}

const isPrompt = (ref: JsonObject) => ref['type'] === 'ref/prompt';

function named(
  what: string,
  params: JsonObject,
  key: string,
  split: (name: string) => Qualified | undefined,
): Receiver {
  const name = params[key];
  const found = typeof name === 'string' ? split(name) : undefined;
  return {
    upstream: found?.upstream,
    params: found ? { ...params, [key]: found.own } : params,
    what: `${what} ${typeof name === 'string' ? name.slice(0, 200) : ''}`.trimEnd(),
    unknownCode: rpcCode.invalidParams,
  };
}
