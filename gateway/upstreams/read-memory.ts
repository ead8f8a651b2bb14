/**
 * Frees what was read from a connection. Left to the garbage collector, which counts such memory as its own, 5 MB cost
 * a third of a full collection: more than all the rest of passing them on. Only where the chunk is all of its memory:
 * nobody else can have a part of it then. Not while whoever handed it out is still at work on it.
 */
export function giveBack({ buffer, length }: Buffer): void {
  if (buffer instanceof ArrayBuffer && length === buffer.byteLength) buffer.transfer(0);
}

/** Makes one of chunks that nobody else has; the last may still be in its reader's hands. */
export function joined(chunks: readonly Buffer[], bytes: number): Buffer {
  const [first] = chunks;
  if (chunks.length === 1 && first) return first;
  const whole = Buffer.concat(chunks, bytes);
  for (const chunk of chunks.slice(0, -1)) giveBack(chunk);
  return whole;
}
