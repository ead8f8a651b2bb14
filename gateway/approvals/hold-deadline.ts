import type { ClientInfo } from '../../contract/model.ts';
import type { ClientHoldsTable } from '../store/client-holds-table.ts';

const second = 1000;
const minute = 60 * second;

/**
 * Measured caps of clients, by a part of the name they give in `clientInfo`: how long a held call can stay open
 * before the client itself drops it. Where progress notifications keep a client waiting, they are the longer column.
 */
const byClient: readonly { readonly part: string; readonly silent: number; readonly withProgress: number }[] =
  [
    { part: 'codex', silent: 235 * second, withProgress: 235 * second },
    { part: 'claude-ai', silent: 235 * second, withProgress: 235 * second },
    { part: 'claude-code', silent: 235 * second, withProgress: 30 * minute },
    { part: 'gemini', silent: 9 * minute, withProgress: 9 * minute },
    { part: 'goose', silent: 235 * second, withProgress: 235 * second },
    { part: 'zed', silent: 55 * second, withProgress: 55 * second },
    { part: 'mcp-remote', silent: 30 * minute, withProgress: 30 * minute },
    { part: 'opencode', silent: 55 * second, withProgress: 30 * minute },
  ];
const unknownClient = { silent: 55 * second, withProgress: 30 * minute };

/** How long a call of this client may be held, in milliseconds: a little less than what it is likely to bear. */
export function holdDeadlineMs(client: ClientInfo | null, hasProgressToken: boolean): number {
  const name = client?.name.toLowerCase() ?? '';
  const { silent, withProgress } = byClient.find(({ part }) => name.includes(part)) ?? unknownClient;
  return hasProgressToken ? withProgress : silent;
}

const shortest = 20 * second;
const margin = 5 * second;

/**
 * What a client that left by itself teaches: to answer a little earlier next time. Undefined where it teaches nothing:
 * one that left within seconds was stopped by somebody, and one without a name cannot be known again.
 */
export function learnedHoldMs(client: ClientInfo | null, waitedMs: number): number | undefined {
  if (client === null || waitedMs < shortest + margin) return undefined;
  return waitedMs - margin;
}

/** The deadlines in use: what is assumed of a client, shortened by what it taught and by the user's own limit. */
export interface HoldDeadlines {
  /** In milliseconds. */
  of(client: ClientInfo | null, hasProgressToken: boolean): number;
  /** A client left by itself after so long. */
  left(client: ClientInfo | null, hasProgressToken: boolean, waitedMs: number): void;
}

/** `ownLimitMs`: 0 for none. */
export function createHoldDeadlines(table: ClientHoldsTable, ownLimitMs: () => number): HoldDeadlines {
  return {
    of(client, hasProgressToken) {
      const assumed = holdDeadlineMs(client, hasProgressToken);
      const learned = client ? table.get(client.name, hasProgressToken) : undefined;
      const own = ownLimitMs() > 0 ? ownLimitMs() : assumed;
      return Math.min(assumed, learned ?? assumed, own);
    },
    left(client, hasProgressToken, waitedMs) {
      const learned = learnedHoldMs(client, waitedMs);
      if (client && learned !== undefined) table.put(client.name, hasProgressToken, learned);
    },
  };
}
