import { hash } from 'node:crypto';
import { canonicalJson, type JsonObject } from '../../contract/json.ts';

/** Canonical arguments, hashed (SHA-256, hexadecimal): what an approval is bound to. */
export function argumentsHash(args: JsonObject): string {
  return hash('sha256', canonicalJson(args));
}
