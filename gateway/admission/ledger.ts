import { shareText, subtractText } from '../policy/decimal.ts';
import type { AdditionsTable, TakenAmount } from '../store/additions-table.ts';
import type { CountersTable, Taken } from '../store/counters-table.ts';

/** A change of the cart that a completed call made. */
export interface GoodsChange {
  readonly callId: string;
  readonly at: number;
  readonly upstream: string;
  readonly grantId: string;
  readonly product: string;
  /** More than before; negative: fewer. */
  readonly pieces: number;
  /** What the call took from budgets, as it was settled. */
  readonly taken: readonly TakenAmount[];
  /** What the shop gave back, as a decimal; null when it did not say. */
  readonly refund: string | null;
  /** When the day of this change began: what was added before it is not given back. */
  readonly dayStartAt: number;
}

/** Remembers what agents added, so that taking it away on the same day gives the budget back what it came to. */
export interface Ledger {
  /** Inside the transaction that records how the call ended. */
  enter(change: GoodsChange): void;
}

export function createLedger(additions: AdditionsTable, counters: CountersTable): Ledger {
  function giveBack({ upstream, product, pieces, refund, dayStartAt }: GoodsChange): void {
    let left = -pieces;
    // By counter: no budget gets more back than the cart gave.
    const returnable = new Map<string, string>();
    const most = (taken: Taken) => returnable.get(nameOf(taken)) ?? refund;
    for (const addition of additions.since(upstream, product, dayStartAt)) {
      if (left <= 0) return;
      const removed = Math.min(left, addition.pieces);
      left -= removed;
      const kept = addition.taken.map(({ taken, amount }) => {
        const back = smaller(shareText(amount, removed, addition.pieces), most(taken));
        const rest = most(taken);
        if (rest !== null) returnable.set(nameOf(taken), subtractText(rest, back));
        return returned({ taken, amount }, back);
      });
      additions.reduce(addition.id, addition.pieces - removed, kept);
    }
  }

  /** Gives some back in the window it was taken from; answers what stays. */
  function returned({ taken, amount }: TakenAmount, back: string): TakenAmount {
    const left = subtractText(amount, back);
    counters.correct(settledAs(taken, amount), left);
    return { taken: settledAs(taken, left), amount: left };
  }

  return {
    enter(change) {
      if (change.pieces > 0) additions.insert(change);
      else if (change.pieces < 0) giveBack(change);
    },
  };
}

/** What was taken, with the amount that it came to. */
function settledAs(taken: Taken, amount: string): Taken {
  return taken.kind === 'fixed' ? { ...taken, amount } : taken;
}

const nameOf = (taken: Taken): string => (taken.kind === 'fixed' ? taken.key : 'sliding');

function smaller(amount: string, most: string | null): string {
  return most !== null && subtractText(most, amount).startsWith('-') ? most : amount;
}
