import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock, Ids } from '../../contract/ports.ts';

/** Whose key it is: a page's, traded for a one-time ticket, or the operator's, for the shell. */
export type KeyHolder = 'console' | 'operator';

/** The secrets of one run that open the application API. They live in memory and end with the process. */
export interface ConsoleKeys {
  readonly operatorKey: string;
  /** A new ticket for a one-time link. */
  issueTicket(): string;
  /** Trades a ticket for a key, once and in time; undefined otherwise. */
  redeem(ticket: string): string | undefined;
  holderOf(key: string): KeyHolder | undefined;
}

export const ticketLifetimeMs = 10 * 60_000;

export function createConsoleKeys({ ids, clock }: { ids: Ids; clock: Clock }): ConsoleKeys {
  // With a letter first: it is typed behind `--key`, where a dash would begin another option.
  const operatorKey = `operator_${ids.token()}`;
  const holders: { readonly digest: Buffer; readonly holder: KeyHolder }[] = [
    { digest: digestOf(operatorKey), holder: 'operator' },
  ];
  const tickets: { readonly digest: Buffer; readonly expiresAt: number }[] = [];

  return {
    operatorKey,
    issueTicket() {
      const ticket = ids.token();
      tickets.push({ digest: digestOf(ticket), expiresAt: clock.now() + ticketLifetimeMs });
      return ticket;
    },
    redeem(ticket) {
      const found = findDigest(tickets, ticket);
      if (!found) return undefined;
      tickets.splice(tickets.indexOf(found), 1);
      if (clock.now() >= found.expiresAt) return undefined;
      const key = ids.token();
      holders.push({ digest: digestOf(key), holder: 'console' });
      return key;
    },
    holderOf: (key) => findDigest(holders, key)?.holder,
  };
}

/** Compares digests of equal length and looks at all of them: the time taken says nothing about a secret. */
function findDigest<T extends { readonly digest: Buffer }>(
  entries: readonly T[],
  secret: string,
): T | undefined {
  const digest = digestOf(secret);
  let found: T | undefined;
  for (const entry of entries) if (timingSafeEqual(entry.digest, digest)) found = entry;
  return found;
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
