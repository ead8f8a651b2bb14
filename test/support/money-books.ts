import type { JsonObject } from '../../contract/json.ts';
import { parseDecimalMinor } from '../../contract/money.ts';
import type { StoredEvent } from '../../contract/events.ts';
import type { CartEffect } from './simulated-shop.ts';

/**
 * A second set of books: from what the shop really did and what the record says of each call, what the budget must have
 * been booked with. It shares nothing with the gateway's counters and ledger.
 */
export interface MoneyBooks {
  /** The shop changed the cart for that call. */
  did(callId: string, effect: CartEffect): void;
  /** The gateway was told how the call ended. */
  told(callId: string, content: JsonObject): void;
  /** What the budget must be booked with: one amount, or a range where only the shop knows which piece was taken. */
  audit(events: readonly StoredEvent[]): Audit;
}

export interface Audit {
  readonly leastMinor: number;
  readonly mostMinor: number;
  /** It is known what became of every call. */
  readonly isCertain: boolean;
}

interface Fate {
  readonly reservedMinor: number;
  readonly end: 'completed' | 'nothing' | 'unknown';
}

export function moneyBooks(): MoneyBooks {
  const effects = new Map<string, CartEffect>();
  const spoken = new Map<string, JsonObject>();
  /** By product, the calls that changed the cart and whose end the gateway does not know yet. */
  const untold = new Map<string, Set<string>>();
  const overlapped = new Set<string>();
  const untoldOf = (item: string) => untold.get(item) ?? new Set<string>();

  return {
    did(callId, effect) {
      effects.set(callId, effect);
      untold.set(effect.item, untoldOf(effect.item).add(callId));
    },
    told(callId, content) {
      spoken.set(callId, content);
      const effect = effects.get(callId);
      if (!effect) return;
      const others = untoldOf(effect.item);
      others.delete(callId);
      if (others.size > 0) for (const id of [callId, ...others]) overlapped.add(id);
    },
    audit(events) {
      const fates = fatesOf(events);
      const buys = [...effects].filter(([, it]) => it.pieces > 0);
      let [least, most] = [0, 0];
      const bookedFor = (callId: string) => {
        const { end, reservedMinor } = fates.get(callId) ?? { end: 'nothing', reservedMinor: 0 };
        if (end === 'nothing') return 0;
        return (end === 'completed' ? spentOf(spoken.get(callId)) : undefined) ?? reservedMinor;
      };
      for (const callId of fates.keys()) {
        least += bookedFor(callId);
        most += bookedFor(callId);
      }
      for (const [callId, effect] of effects) {
        const isTold = fates.get(callId)?.end === 'completed' && spoken.get(callId)?.['outcome'] === 'ok';
        if (effect.pieces > 0 || !isTold) continue;
        // Which of the pieces was taken out does not matter where all are alike and all are known.
        const alike = buys.filter(([, it]) => it.item === effect.item);
        const prices = new Set(alike.map(([, it]) => it.minor / it.pieces));
        const areKnown = alike.every(
          ([id]) => fates.get(id)?.end === 'completed' && spoken.get(id)?.['asin'] !== undefined,
        );
        // Without a word about money the pieces are given back as they were booked, which may have been too high.
        const isSaid = spentOf(spoken.get(callId)) !== undefined;
        least += isSaid ? effect.minor : -alike.reduce((sum, [id]) => sum + bookedFor(id), 0);
        if (isSaid && prices.size === 1 && areKnown && !overlapped.has(callId)) most += effect.minor;
      }
      const isCertain =
        least === most &&
        [...fates].every(
          ([id, { end }]) =>
            end === 'nothing' || (end === 'completed' && isExact(effects.get(id), spoken.get(id))),
        );
      return { leastMinor: least, mostMinor: most, isCertain };
    },
  };
}

/** Whether the gateway was told just what the shop did. */
function isExact(effect: CartEffect | undefined, content: JsonObject | undefined): boolean {
  if (content?.['currency'] !== 'USD' || typeof content['spent'] !== 'string') return false;
  return parseDecimalMinor(content['spent'].replace('-', ''), 'USD') === Math.abs(effect?.minor ?? 0);
}

/** What a result settles to; undefined: it does not say, and what was reserved stays. */
function spentOf(content: JsonObject | undefined): number | undefined {
  const { spent, currency } = content ?? {};
  if (typeof spent !== 'string' || currency !== 'USD') return undefined;
  // A removal spends nothing: what it gives back is the business of the additions.
  return spent.startsWith('-') ? 0 : parseDecimalMinor(spent, 'USD');
}

/** How each call ended by the record, with what its last decision reserved. */
function fatesOf(events: readonly StoredEvent[]): Map<string, Fate> {
  const fates = new Map<string, Fate>();
  const ended = (callId: string, end: Fate['end']) => {
    const { reservedMinor = 0 } = fates.get(callId) ?? {};
    fates.set(callId, { reservedMinor, end });
  };
  for (const event of events) {
    switch (event.type) {
      case 'tool_call.decided': {
        const { callId, decision, preview } = event.data;
        const total = preview?.['total'];
        const reservedMinor = typeof total === 'string' ? (parseDecimalMinor(total, 'USD') ?? NaN) : 0;
        fates.set(callId, { reservedMinor, end: decision.effect === 'allow' ? 'unknown' : 'nothing' });
        break;
      }
      case 'tool_call.completed':
        ended(event.data.callId, 'completed');
        break;
      case 'tool_call.failed':
        ended(event.data.callId, event.data.code === 'cancelled' ? 'unknown' : 'nothing');
        break;
      case 'tool_call.withdrawn':
        ended(event.data.callId, 'nothing');
        break;
      default:
    }
  }
  return fates;
}
