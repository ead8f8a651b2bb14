import { canonicalJson, type JsonObject } from '../../../contract/json.ts';
import type { JsonRpcId } from '../../../contract/mcp.ts';
import type { Clock } from '../../../contract/ports.ts';
import type { OpenChannel } from '../../upstreams/channel.ts';
import type { Exchange } from '../exchange.ts';
import { gatewayCode } from '../results.ts';
import { openConversation, type Conversation } from './conversation.ts';
import type { Envelope } from './envelope.ts';
import type { ModernCall } from './modern-side.ts';

/** A call under way: upstream under an id and a progress token of the conversation's own. */
export interface Pending {
  readonly exchange: Exchange;
  readonly call: ModernCall;
  readonly talk: Talk;
  id: number;
}

/** Hears of changes until the talk is over. */
export interface TalkListener {
  onChange(method: string, params: JsonObject): void;
  onOver(): void;
}

/** One conversation with a legacy upstream, and who uses it. */
export interface Talk {
  readonly conversation: Conversation;
  readonly pending: Set<Pending>;
  readonly listeners: Set<TalkListener>;
  /** How many listen to each resource. */
  readonly subscribed: Map<string, number>;
  logLevel: string | undefined;
}

/** Standing conversations, one for all clients that are alike. */
export interface Talks {
  for(envelope: Envelope): Promise<Talk>;
  close(): Promise<void>;
}

interface Parts {
  readonly open: OpenChannel;
  readonly upstream: string;
  readonly version: string;
  readonly clock: Clock;
  readonly onQuestion: (talk: Talk, method: string, id: JsonRpcId, params: JsonObject) => void;
  readonly onNotification: (talk: Talk, method: string, params: JsonObject) => void;
}

const idleMs = 5 * 60_000;

/** A conversation is opened when it is first needed, and ended when nobody has used it for a while. */
export function createTalks(parts: Parts): Talks {
  const { clock, upstream } = parts;
  const talks = new Map<string, Promise<Talk>>();
  const idleTimers = new Map<Talk, () => void>();

  function take(talk: Talk, method: string, id: JsonRpcId | undefined, params: JsonObject): void {
    if (id !== undefined) parts.onQuestion(talk, method, id, params);
    else parts.onNotification(talk, method, params);
  }

  async function open(envelope: Envelope, onOver: () => void): Promise<Talk> {
    const pending: Talk['pending'] = new Set();
    const listeners: Talk['listeners'] = new Set();
    /** What the upstream says in the moment between its greeting and ours. */
    const early: [method: string, id: JsonRpcId | undefined, params: JsonObject][] = [];
    let talk: Talk | undefined = undefined;
    const conversation = await openConversation(
      { ...parts, envelope },
      {
        onMessage: (...message) => (talk ? take(talk, ...message) : early.push(message)),
        onClose(what) {
          onOver();
          for (const it of [...pending]) {
            const text = `upstream \`${upstream}\` ended during the call: ${what}`;
            it.exchange.fail(gatewayCode.upstreamDown, text, true);
          }
          // Nothing will be heard on it any more: who listens has to ask again.
          for (const listener of [...listeners]) listener.onOver();
        },
      },
    );
    const opened: Talk = { conversation, pending, listeners, subscribed: new Map(), logLevel: undefined };
    talk = opened;
    for (const message of early) take(opened, ...message);
    const whenIdle = () => {
      if (pending.size > 0 || listeners.size > 0)
        return void idleTimers.set(opened, clock.after(idleMs, whenIdle));
      idleTimers.delete(opened);
      onOver();
      void conversation.close(); // its channel ends in its own time
    };
    idleTimers.set(opened, clock.after(idleMs, whenIdle));
    return opened;
  }

  return {
    for(envelope) {
      const key = canonicalJson({ client: { ...envelope.client }, capabilities: envelope.capabilities });
      const existing = talks.get(key);
      if (existing) return existing;
      const opening: Promise<Talk> = open(envelope, () => {
        if (talks.get(key) === opening) talks.delete(key);
      });
      talks.set(key, opening);
      opening.catch(() => talks.delete(key));
      return opening;
    },
    async close() {
      const opened = await Promise.allSettled(talks.values());
      talks.clear();
      for (const cancel of idleTimers.values()) cancel();
      idleTimers.clear();
      for (const it of opened) if (it.status === 'fulfilled') await it.value.conversation.close();
    },
  };
}

/** For what nobody waits for. */
export function requestQuietly({ conversation }: Talk, method: string, params: JsonObject): void {
  conversation.request(
    method,
    () => params,
    () => {},
  );
}
