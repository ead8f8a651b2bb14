/** What the core needs from its surroundings. The shells (Electron, headless, tests) provide these. */

export interface Clock {
  /** Wall time in epoch milliseconds. May jump. */
  now(): number;
  /** Calls back once after `delayMs`; the answer cancels it. Runs on a monotonic clock, never throws. */
  after(delayMs: number, callback: () => void): () => void;
}

export interface Ids {
  /** A new unguessable identifier of 128 bits or more, safe in URLs and file names. */
  next(): string;
  /** 256 random bits, base64url: for tokens and keys. */
  token(): string;
}

export interface Log {
  info(message: string, details?: Readonly<Record<string, unknown>>): void;
  warn(message: string, details?: Readonly<Record<string, unknown>>): void;
  error(message: string, details?: Readonly<Record<string, unknown>>): void;
}

/** Small secrets (keys, credentials) by name. The database holds hashes only. */
export interface SecretStore {
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
}

/** Frees what was taken; safe to call twice. */
export type Release = () => void;
