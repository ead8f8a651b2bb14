import { randomBytes, randomFillSync } from 'node:crypto';
import type { Ids } from '../contract/ports.ts';

const randomLength = 10;
const pool = Buffer.alloc(256 * randomLength);
let used = pool.length;

/** Ten random bytes. The system is asked for many at once: each question costs more than the bytes. */
function pooledRandom(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += randomLength;
  return pool.toString('base64url', used - randomLength, used);
}

/**
 * Identifiers from the system's random source. Those of things begin with the time, so that what is added to an index
 * of the record lies together there; secrets are random alone.
 */
export const randomIds: Ids = {
  next: () => `${Date.now().toString(16).padStart(12, '0')}${pooledRandom()}`,
  token: () => randomBytes(32).toString('base64url'),
};
