import type { Ids } from '../../contract/ports.ts';

/** Identifiers that repeat from run to run. */
export function countingIds(): Ids {
  let count = 0;
  return {
    next: () => `id-${(count += 1)}`,
    token: () => `token-${(count += 1)}`.padEnd(43, 'x'),
  };
}
