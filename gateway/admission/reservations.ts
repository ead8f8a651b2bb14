import { addText } from '../policy/decimal.ts';
import type { Reserved } from './admit.ts';

/** What calls under way hold of the counters until they end. In memory: after a crash it counts as used. */
export interface Reservations {
  put(callId: string, reserved: readonly Reserved[]): void;
  drop(callId: string): void;
  /** The sum of what is held of one counter, as a decimal. */
  heldIn(counterKey: string): string;
}

export function createReservations(): Reservations {
  const held = new Map<string, readonly Reserved[]>();
  return {
    put: (callId, reserved) => void held.set(callId, reserved),
    drop: (callId) => void held.delete(callId),
    heldIn: (counterKey) =>
      [...held.values()]
        .flat()
        .filter(({ reservation }) => reservation.ref.key === counterKey)
        .reduce((sum, { reservation }) => addText(sum, reservation.amount), '0'),
  };
}
