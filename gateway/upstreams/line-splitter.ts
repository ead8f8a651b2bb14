import { joined } from './read-memory.ts';

export interface LineSplitter {
  /** False when a line grew over the limit: what follows cannot be read any more. */
  push(chunk: Buffer): boolean;
}

/** Splits a byte stream at LF. Keeps a list of chunks and joins each line once: time stays linear in its length. */
export function createLineSplitter(onLine: (line: Buffer) => void, maxBytes: number): LineSplitter {
  let chunks: Buffer[] = [];
  let bytes = 0;
  return {
    push(chunk) {
      let from = 0;
      for (;;) {
        const newline = chunk.indexOf(0x0a, from);
        if (newline < 0) break;
        const last = chunk.subarray(from, newline);
        const line = joined([...chunks, last], bytes + last.length);
        chunks = [];
        bytes = 0;
        from = newline + 1;
        if (line.length > 0) onLine(line);
      }
      if (from < chunk.length) {
        chunks.push(from === 0 ? chunk : chunk.subarray(from));
        bytes += chunk.length - from;
      }
      return bytes <= maxBytes;
    },
  };
}
