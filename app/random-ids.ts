import { randomBytes } from 'node:crypto';
import type { Ids } from '../contract/ports.ts';

/** Identifiers from the system's random source. */
export const randomIds: Ids = {
  next: () => randomBytes(16).toString('base64url'),
  token: () => randomBytes(32).toString('base64url'),
};
