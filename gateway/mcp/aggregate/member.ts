import { isJsonObject, type JsonObject } from '../../../contract/json.ts';
import type { JsonRpcId } from '../../../contract/mcp.ts';
import type { Clock } from '../../../contract/ports.ts';
import { outgoing, type Channel, type Frame, type Outgoing } from '../../upstreams/channel.ts';
import type { Upstream } from '../../upstreams/upstreams.ts';

/** One upstream's part in a connection of the aggregate: an MCP session of its own, opened when it is needed. */
export interface Member {
  readonly name: string;
  readonly isUp: boolean;
  /** Why it is not up, as a sentence. */
  readonly why: string;
  /** What it said in `initialize`; empty until then. */
  readonly server: JsonObject;
  offers(capability: string): boolean;
  /** Opens it unless it is open; false when that fails. Never rejects. */
  up(): Promise<boolean>;
  send(message: Outgoing): void;
  /** A request of the aggregate's own; undefined when it is not answered with a result in time. Never rejects. */
  ask(method: string, params: JsonObject, timeoutMs: number): Promise<JsonObject | undefined>;
  /** A client is going to be shown these entries of its list of tools. */
  sawTools(entries: readonly JsonObject[]): void;
  /** It is known to be there again: an earlier failure says nothing any more. */
  retry(): void;
  close(why: string): Promise<void>;
}

export interface MemberParts {
  readonly name: string;
  readonly find: () => Upstream | undefined;
  readonly clock: Clock;
  /** Of the aggregate's own requests: nobody else's ids begin so. */
  readonly idPrefix: string;
  /** The parameters of `initialize`. */
  readonly hello: JsonObject;
  readonly onUp: () => void;
  /** After it was up; the first time in a row, or again so soon that nobody should be bothered. */
  readonly onDown: (isFirst: boolean) => void;
  /** A request, a notification, or the response to a request that was sent. */
  readonly onFrame: (frame: Frame) => void;
}

/** `npx` may have to download the server first. */
const initializeTimeoutMs = 120_000;
/** How long after its n-th end in a row it is left alone. */
const restMs = [0, 1_000, 5_000, 30_000];
const steadyMs = 30_000;

export function createMember(parts: MemberParts): Member {
  const { name, clock, idPrefix } = parts;
  const asked = new Map<JsonRpcId, (frame: Frame | undefined) => void>();
  let channel: Channel | undefined;
  let opening: Promise<boolean> | undefined;
  let server: JsonObject = {};
  let isUp = false;
  let why = `upstream \`${name}\` is starting`;
  let endings = 0;
  let restUntil = 0;
  let cancelSteady = () => {};
  let lastId = 0;
  /** Which connection counts: what an older one reports is old news. */
  let generation = 0;

  function forget(what: string): Channel | undefined {
    const old = channel;
    channel = undefined;
    opening = undefined;
    generation += 1;
    cancelSteady();
    why = what;
    for (const settle of [...asked.values()]) settle(undefined);
    if (isUp) {
      isUp = false;
      endings += 1;
      restUntil = clock.now() + (restMs[Math.min(endings, restMs.length) - 1] ?? 0);
      parts.onDown(endings === 1);
    }
    return old;
  }

  async function open(): Promise<boolean> {
    const upstream = parts.find();
    const view = upstream?.view();
    if (!upstream || !view || view.state === 'failed' || view.state === 'stopped') {
      why = view?.error ?? `upstream \`${name}\` is not available`;
      return false;
    }
    generation += 1;
    const mine = generation;
    const isCurrent = () => mine === generation;
    try {
      const opened = await upstream.connection.open({
        onFrame: (frame) => isCurrent() && take(frame),
        onClose: (what) => {
          if (isCurrent()) forget(`upstream \`${name}\` ended: ${what}`);
        },
      });
      if (!isCurrent()) {
        await opened.close();
        return false;
      }
      channel = opened;
      const result = await ask('initialize', parts.hello, initializeTimeoutMs);
      if (!isCurrent()) return false;
      if (!result) {
        await forget(`upstream \`${name}\` refused \`initialize\`, or did not answer it`)?.close();
        return false;
      }
      server = result;
      opened.send(outgoing({ jsonrpc: '2.0', method: 'notifications/initialized' }));
      isUp = true;
      cancelSteady = clock.after(steadyMs, () => (endings = 0));
      parts.onUp();
      return true;
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      if (isCurrent()) forget(`upstream \`${name}\` did not start: ${what}`);
      return false;
    }
  }

  function take(frame: Frame): void {
    const { id, method } = frame.envelope;
    const settle = method === undefined && id !== undefined && id !== null ? asked.get(id) : undefined;
    if (settle) settle(frame);
    else parts.onFrame(frame);
  }

  function ask(method: string, params: JsonObject, timeoutMs: number): Promise<JsonObject | undefined> {
    if (!channel) return Promise.resolve(undefined);
    lastId += 1;
    const id = `${idPrefix}${lastId}`;
    return new Promise((resolve) => {
      const cancel = clock.after(timeoutMs, () => settle(undefined));
      const settle = (frame: Frame | undefined) => {
        asked.delete(id);
        cancel();
        resolve(frame && resultOf(frame));
      };
      asked.set(id, settle);
      channel?.send(outgoing({ jsonrpc: '2.0', id, method, params }));
    });
  }

  return {
    name,
    get isUp() {
      return isUp;
    },
    get why() {
      return why;
    },
    get server() {
      return server;
    },
    offers(capability) {
      const { capabilities } = server;
      return isJsonObject(capabilities) && isJsonObject(capabilities[capability]);
    },
    up() {
      if (isUp) return Promise.resolve(true);
      if (opening) return opening;
      if (clock.now() < restUntil) return Promise.resolve(false);
      const attempt = open().finally(() => {
        if (opening === attempt) opening = undefined;
      });
      opening = attempt;
      return attempt;
    },
    send: (message) => channel?.send(message),
    ask,
    sawTools: (entries) => parts.find()?.sawTools(entries),
    retry() {
      restUntil = 0;
    },
    async close(what) {
      await forget(what)?.close();
    },
  };
}

function resultOf(frame: Frame): JsonObject | undefined {
  let message: unknown;
  try {
    message = frame.parse();
  } catch {
    return undefined;
  }
  return isJsonObject(message) && isJsonObject(message['result']) ? message['result'] : undefined;
}
