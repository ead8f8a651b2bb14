import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../contract/ports.ts';
import { createDeadlines } from './deadlines.ts';

export type BodyFault = 'too_large' | 'too_slow' | 'too_many' | 'aborted';
export type BodyResult =
  { readonly ok: true; readonly body: Buffer } | { readonly ok: false; why: BodyFault };

export interface BodyLimits {
  readonly maxBytes: number;
  /** From the headers to the last byte, in milliseconds. */
  readonly timeoutMs: number;
  /** How many bodies may be arriving at the same time. */
  readonly maxConcurrent: number;
}

export const defaultBodyLimits: BodyLimits = {
  maxBytes: 4 * 1024 * 1024,
  timeoutMs: 30_000,
  maxConcurrent: 64,
};

export interface BodyReader {
  /** Calls back exactly once; what comes after a fault is discarded by Node. */
  read(req: IncomingMessage, done: (result: BodyResult) => void): void;
  /** Gives up waiting for what is still arriving. */
  close(): void;
}

/** Reads request bodies within limits. */
export function createBodyReader(clock: Clock, limits: BodyLimits = defaultBodyLimits): BodyReader {
  const deadlines = createDeadlines(clock, limits.timeoutMs);
  let arriving = 0;

  function read(req: IncomingMessage, done: (result: BodyResult) => void): void {
    const length = Number(req.headers['content-length'] ?? NaN);
    if (length > limits.maxBytes) return done(fault('too_large'));
    if (arriving >= limits.maxConcurrent) return done(fault('too_many'));
    arriving += 1;
    const chunks: Buffer[] = [];
    let bytes = 0;
    let isDone = false;
    const finish = (result: BodyResult) => {
      if (isDone) return;
      isDone = true;
      arriving -= 1;
      release();
      done(result);
    };
    const whole = () => {
      const [first] = chunks;
      finish({ ok: true, body: chunks.length === 1 && first ? first : Buffer.concat(chunks, bytes) });
    };
    const release = deadlines.add(() => finish(fault('too_slow')));
    req.on('data', (chunk: Buffer) => {
      if (isDone) return;
      bytes += chunk.length;
      if (bytes > limits.maxBytes) return finish(fault('too_large'));
      chunks.push(chunk);
      // All that was announced is there: its end would be told some turns later.
      if (bytes === length) whole();
    });
    req.on('end', whole);
    // Without a listener for errors there are none: this one comes in any case.
    req.on('close', () => finish(fault('aborted')));
  }

  return { read, close: deadlines.close };
}

function fault(why: BodyFault): BodyResult {
  return { ok: false, why };
}
