import { setImmediate as breathe } from 'node:timers/promises';
import type { CallEvent, EventReader } from '../store/event-reader.ts';

const rowsAtOnce = 64;
/** How long it may keep everything else waiting. */
const sliceMs = 5;

/**
 * Shows every event of calls after `afterSeq`, in order, up to the newest one at the beginning. Answers that one's
 * sequence number. Reading is synchronous, so it pauses often: decisions must not wait for it.
 */
export async function walkCalls(
  reader: EventReader,
  afterSeq: number,
  see: (event: CallEvent) => void,
): Promise<number> {
  const end = reader.lastSeq();
  let startedAt = performance.now();
  let from = afterSeq;
  while (from < end) {
    const events = reader.callEvents(from, end, rowsAtOnce);
    for (const event of events) see(event);
    from = events.at(-1)?.event.seq ?? end;
    if (performance.now() - startedAt < sliceMs) continue;
    await breathe();
    startedAt = performance.now();
  }
  return end;
}
