/** What holds an answer back. */
export interface Holding {
  /** The arm delay has passed. */
  readonly isArmed: boolean;
  /** An answer is under way. */
  readonly isBusy: boolean;
  /** Why no answer can be given now. */
  readonly all: string | null;
  /** Why it cannot be approved now, though it can be denied. */
  readonly approve: string | null;
}

export function canDeny({ isArmed, isBusy, all }: Holding): boolean {
  return isArmed && !isBusy && all === null;
}

export function canApprove(holding: Holding): boolean {
  return canDeny(holding) && holding.approve === null;
}
