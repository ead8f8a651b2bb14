import type { Readable } from 'node:stream';
import { createLineSplitter } from './line-splitter.ts';
import { withoutColours } from './upstream-log.ts';

const maxLines = 10;
const maxLineBytes = 16 * 1024;

export interface StderrTail {
  /** The last lines, ready to follow an explanation; empty when there are none. */
  inWords(): string;
}

/** Keeps the end of what a process says about itself. Reading it also keeps the process from blocking. */
export function createStderrTail(
  stream: Readable,
  { onLine, redact }: { readonly onLine: (line: string) => void; readonly redact: (text: string) => string },
): StderrTail {
  let tail: string[] = [];
  const take = (bytes: Buffer) => {
    const line = withoutColours(bytes.toString('utf8')).trimEnd();
    if (line === '') return;
    onLine(line);
    tail = [...tail.slice(1 - maxLines), redact(line).slice(0, 500)];
  };
  const newSplitter = () => createLineSplitter(take, maxLineBytes);
  let splitter = newSplitter();
  let rest = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    const newline = chunk.lastIndexOf(0x0a);
    rest = Buffer.concat(newline < 0 ? [rest, chunk] : [chunk.subarray(newline + 1)]);
    if (splitter.push(chunk)) return;
    // Not a line: a progress bar, or bytes. What follows may be one again.
    splitter = newSplitter();
    rest = Buffer.alloc(0);
  });
  stream.on('error', () => {});
  return {
    inWords() {
      // The last words may lack their line break.
      const last = redact(rest.subarray(0, 500).toString('utf8').trim());
      const lines = last === '' ? tail : [...tail, last].slice(-maxLines);
      return lines.length === 0 ? '' : `; last lines of stderr:\n${lines.join('\n')}`;
    },
  };
}
