import type { Readable } from 'node:stream';

const maxBytes = 4 * 1024;
const maxLines = 10;

export interface StderrTail {
  /** The last lines, ready to follow an explanation; empty when there are none. */
  inWords(): string;
}

/** Keeps the end of what a process says about itself. Reading it also keeps the process from blocking. */
export function createStderrTail(stream: Readable): StderrTail {
  let tail = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]);
    if (tail.length > maxBytes) tail = Buffer.from(tail.subarray(tail.length - maxBytes));
  });
  stream.on('error', () => {});
  return {
    inWords() {
      // eslint-disable-next-line no-control-regex -- terminal colours do not belong into a message
      const text = tail.toString('utf8').replaceAll(/\u001b\[[0-9;]*m/g, '');
      const lines = text.split('\n').filter((line) => line.trim() !== '');
      return lines.length === 0 ? '' : `; last lines of stderr:\n${lines.slice(-maxLines).join('\n')}`;
    },
  };
}
