import type { Clock } from '../../contract/ports.ts';
import type { Forward, Held, Refuse } from '../admission/gate.ts';
import type { Exchange } from './exchange.ts';

export const holdProgressIntervalMs = 10_000;
export const holdMessage = 'waiting for approval in Checkstand';

/**
 * Keeps the client waiting while a person decides: the event stream opens at once, comments keep it alive, and a
 * client that gave a progress token gets progress, strictly increasing and without a total. Calls back with the
 * verdict unless the client leaves first.
 */
export function holdExchange(
  exchange: Exchange,
  held: Held,
  clock: Clock,
  onSettled: (verdict: Forward | Refuse) => void,
): void {
  exchange.hold(held);
  exchange.reply.openStream();
  let cancel = () => {};
  const token = exchange.progressToken;
  const report = () => {
    if (exchange.isDone || token === undefined) return;
    exchange.progressOffset += 1;
    const params = { progressToken: token, progress: exchange.progressOffset, message: holdMessage };
    exchange.reply.event(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/progress', params }));
    cancel = clock.after(holdProgressIntervalMs, report);
  };
  report();
  exchange.reply.onGone(() => cancel());
  void held.settled.then((verdict) => {
    cancel();
    onSettled(verdict);
  }); // never rejects, by its contract
}
