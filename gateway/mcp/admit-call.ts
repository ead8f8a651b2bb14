import { isJsonObject, type JsonObject } from '../../contract/json.ts';
import type { ClientInfo } from '../../contract/model.ts';
import type { Clock, Log } from '../../contract/ports.ts';
import { expectedKey } from '../admission/expected.ts';
import type { Entered, Forward, Gate, Refuse, ToolCall } from '../admission/gate.ts';
import type { Exchange } from './exchange.ts';
import { holdExchange } from './hold.ts';
import { rpcCode, strayKey, type ClientRequest } from './json-rpc.ts';
import { errorReply, refusalReply, unknownTool } from './results.ts';
import type { ToolPlace } from './target.ts';

export interface Caller {
  readonly grantId: string;
  readonly grantName: string;
  readonly client: ClientInfo | null;
  readonly sessionId: string | null;
}

/** What a modern client makes different. */
export interface ModernCaller {
  /** It is going to be held: it may be turned into a task first. */
  readonly onHeld: () => void;
  /** It can wait as long as a person takes. */
  readonly isPatient: boolean;
}

export interface AdmissionParts {
  readonly gate: Gate;
  readonly clock: Clock;
  readonly log: Log;
  /** Where the tool is that the client names; undefined when it names none. */
  readonly place: (tool: string) => ToolPlace | undefined;
}

/** The request that goes upstream: as it came, or with the arguments that the person saw. */
export interface Sent {
  readonly message: ClientRequest['message'];
  readonly bytes: Buffer;
}

/** Takes `tools/call` through the gate; `forward` runs only for an admitted call whose client still waits. */
export function admitCall(
  parts: AdmissionParts,
  caller: Caller,
  exchange: Exchange,
  forward: (sent: Sent) => void,
  modern?: ModernCaller,
): void {
  const { request } = exchange;
  const read = readToolCall(request);
  if (!read.ok) return exchange.refuse(errorReply(request.id, rpcCode.invalidParams, read.problem));
  const place = parts.place(read.tool);
  if (!place) return exchange.refuse(unknownTool(request.id, read.tool));
  const call: ToolCall = {
    ...caller,
    ...place,
    arguments: read.arguments,
    hasProgressToken: exchange.progressToken !== undefined || modern?.isPatient === true,
  };
  const go = (verdict: Forward | Refuse) => {
    if (verdict.kind === 'refuse') {
      const era = modern ? 'modern' : 'legacy';
      return exchange.refuse(refusalReply(request.id, read.tool, verdict, era));
    }
    if (exchange.admit(verdict)) forward(sentFor(request, verdict));
  };
  exchange.onHeldAgain = (held) => holdExchange(exchange, held, parts.clock, go);
  const entered = enter(parts, call);
  if (!entered) {
    const problem = 'the call could not be decided and was not forwarded; see the log of Checkstand';
    return exchange.refuse(errorReply(request.id, rpcCode.internalError, problem));
  }
  if (entered.kind !== 'hold') return go(entered);
  modern?.onHeld();
  holdExchange(exchange, entered.held, parts.clock, go);
}

function enter({ gate, log }: AdmissionParts, call: ToolCall): Entered | undefined {
  try {
    return gate.enter(call);
  } catch (error) {
    // Fail closed: a gate that breaks admits nothing.
    log.error('the gate failed', { tool: call.tool, upstream: call.upstream, error: String(error) });
    return undefined;
  }
}

type ReadCall =
  | { readonly ok: true; readonly tool: string; readonly arguments: JsonObject }
  | { readonly ok: false; readonly problem: string };

const problem = (text: string): ReadCall => ({ ok: false, problem: text });

/** Reads name and arguments; refuses what an upstream could read differently from us. */
export function readToolCall({ params = {} }: ClientRequest): ReadCall {
  const stray = strayKey(params, ['name', 'arguments']);
  if (stray !== undefined) return problem(`unknown parameter \`${stray}\`: names are case-sensitive`);
  const { name, arguments: args = {} } = params;
  if (typeof name !== 'string' || name === '')
    return problem('`name` is missing: expected the name of a tool');
  if (!isJsonObject(args)) return problem('`arguments` is not an object');
  const twin = caseTwin(args);
  if (twin !== undefined) return problem(`argument \`${twin}\` is given twice, in different letter case`);
  return { ok: true, tool: name, arguments: args };
}

function caseTwin(args: JsonObject): string | undefined {
  const seen = new Set<string>();
  return Object.keys(args).find((key) => seen.size === seen.add(key.toLowerCase()).size);
}

function sentFor(request: ClientRequest, { pinnedArguments: pinned, expected }: Forward): Sent {
  if (pinned === null && expected === null) return { message: request.message, bytes: request.bytes };
  const { params = {} } = request;
  const meta = isJsonObject(params['_meta']) ? params['_meta'] : {};
  const message = {
    ...request.message,
    params: {
      ...params,
      ...(pinned !== null && { arguments: pinned }),
      ...(expected !== null && { _meta: { ...meta, [expectedKey]: expected } }),
    },
  } as Sent['message']; // the request with other arguments
  return { message, bytes: Buffer.from(JSON.stringify(message)) };
}
