import { hash } from 'node:crypto';

/** Where a chain of events ends. */
export interface Link {
  readonly seq: number;
  readonly hash: string;
}

/** An event as it is stored. */
export interface StoredRow extends Link {
  readonly at: number;
  readonly type: string;
  /** Canonical JSON. */
  readonly data: string;
}

export interface Verified {
  /** How many hold. */
  readonly events: number;
  /** The first that does not, by its place; null when all do. */
  readonly firstBroken: number | null;
  /** In words. */
  readonly message: string;
}

/** Before the first event. */
export const genesis: Link = { seq: 0, hash: '0'.repeat(64) };

/**
 * What is hashed of an event: its canonical JSON with the hash before it among its members. Written out, because
 * `data` is canonical JSON already: this is canonicalJson({ at, data, previousHash, seq, type }).
 */
export function linkText(previous: Link, at: number, type: string, data: string): string {
  return `{"at":${at},"data":${data},"previousHash":"${previous.hash}","seq":${previous.seq + 1},"type":"${type}"}`;
}

/** The hash of an event (SHA-256, hexadecimal). */
export function linkHash(text: string | Buffer): string {
  return hash('sha256', text);
}

/** Walks a whole chain. `head` is where it ended by memory: that tells a record that was cut off while the app ran. */
export function verifyChain(rows: Iterable<StoredRow>, head: Link): Verified {
  let previous = genesis;
  for (const { seq, at, type, data, hash } of rows) {
    if (seq !== previous.seq + 1 || hash !== linkHash(linkText(previous, at, type, data))) {
      const { seq: events } = previous;
      return {
        events,
        firstBroken: events + 1,
        message: `the record was changed: the chain holds up to event ${events} and breaks at event ${events + 1}`,
      };
    }
    previous = { seq, hash };
  }
  const { seq: events } = previous;
  if (events !== head.seq) {
    return {
      events,
      firstBroken: events + 1,
      message: `the record was cut off: ${head.seq} events were written, ${events} are there`,
    };
  }
  return { events, firstBroken: null, message: `the record holds: ${events} events, every link verified` };
}
