import { joined } from '../upstreams/read-memory.ts';

const lf = 0x0a;
const cr = 0x0d;
const dataField = Buffer.from('data:');

/** One event of an event stream: its bytes as they came, with the empty line, and its data. */
export interface SseEvent {
  readonly raw: Buffer;
  /** Undefined for comments and events without data. */
  readonly data: Buffer | undefined;
}

export interface SseSplitter {
  /** False when an event grew over the limit: the stream is unusable from then on. */
  push(chunk: Buffer): boolean;
}

const defaultMaxBytes = 64 * 1024 * 1024;

/** Splits an event stream (WHATWG HTML, section 9.2.6) into events, on bytes. CR, LF and CRLF end a line. */
export function createSseSplitter(
  onEvent: (event: SseEvent) => void,
  maxBytes = defaultMaxBytes,
): SseSplitter {
  let chunks: Buffer[] = [];
  let bytes = 0;
  let isLineEmpty = true;
  let previous = 0;

  function cut(chunk: Buffer, from: number, to: number): void {
    chunks.push(chunk.subarray(from, to));
    const raw = joined(chunks, bytes + to - from);
    chunks = [];
    bytes = 0;
    onEvent({ raw, data: dataOf(raw) });
  }

  return {
    push(chunk) {
      let from = 0;
      let at = 0;
      while (at < chunk.length) {
        const byte = chunk[at];
        if (byte !== lf && byte !== cr) {
          isLineEmpty = false;
          at = endOfLine(chunk, at);
          previous = 0;
          continue;
        }
        at += 1;
        const isSecondHalf = byte === lf && previous === cr;
        previous = byte;
        if (isSecondHalf) {
          // The LF of a CRLF that ended an event already belongs to nothing.
          if (chunks.length === 0 && from === at - 1) from = at;
          continue;
        }
        if (isLineEmpty) {
          if (byte === cr && chunk[at] === lf) {
            at += 1;
            previous = lf;
          }
          cut(chunk, from, at);
          from = at;
        }
        isLineEmpty = true;
      }
      if (from < chunk.length) {
        chunks.push(chunk.subarray(from));
        bytes += chunk.length - from;
      }
      return bytes <= maxBytes;
    },
  };
}

/** Where the line that goes on at `from` ends: at its CR or LF, or with the chunk. */
export function endOfLine(chunk: Buffer, from: number): number {
  const newline = chunk.indexOf(lf, from);
  const end = newline < 0 ? chunk.length : newline;
  // Looked for inside the line only: a search to the end of the chunk for each line would be quadratic.
  const carriage = chunk.subarray(from, end).indexOf(cr);
  return carriage < 0 ? end : from + carriage;
}

function dataOf(raw: Buffer): Buffer | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; at < raw.length;) {
    const end = endOfLine(raw, at);
    if (raw.subarray(at, at + 5).equals(dataField)) {
      const start = raw[at + 5] === 0x20 ? at + 6 : at + 5;
      if (parts.length > 0) parts.push(Buffer.from('\n'));
      parts.push(raw.subarray(Math.min(start, end), end));
    }
    at = end + 1;
  }
  if (parts.length === 0) return undefined;
  const data = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
  return data.length === 0 ? undefined : data;
}
