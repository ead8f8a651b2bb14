/** What a small call waits while another session pulls results of 5 MB, and on whom. */
import { setTimeout } from 'node:timers/promises';
import { connect } from './mcp-client.ts';
import { median, percentile } from './measure.ts';
import { start } from './processes.ts';
import type { Shown } from './shown.ts';

/** One way to an upstream, and what is pulled beside it. */
export interface Way {
  readonly url: string;
  /** From the same upstream; an in-process one has nothing large. */
  readonly sameUrl?: string;
  /** From another, which has a process of its own. */
  readonly otherUrl: string;
  readonly token?: string | undefined;
  readonly pullerToken?: string | undefined;
}

const calls = 120;

/**
 * Each way is timed alone, beside a puller from the same upstream, and beside one from another upstream. The upstream is
 * a single Node process that makes 5 MB of JSON at once: beside a puller from the same one, a small call waits for that
 * whichever way it takes. What the way in between adds shows beside the other.
 */
export async function busyShown(ways: ReadonlyMap<string, Way>): Promise<Shown> {
  const [first] = ways.keys();
  const rows: Record<string, Record<string, string>> = {};
  let directAlone = NaN;
  for (const [name, { url, sameUrl, otherUrl, token, pullerToken }] of ways) {
    const client = await connect(url, token);
    const times = () => spacedTimes(() => client.call('hello'));
    const besides = async (pulled: string) => {
      const puller = await start('puller.ts', pulled, ...(pullerToken === undefined ? [] : [pullerToken]));
      try {
        return await times();
      } finally {
        await puller.end();
      }
    };
    const alone = median(await times());
    if (name === first) directAlone = alone;
    const same = sameUrl === undefined ? undefined : await besides(sameUrl);
    const other = await besides(otherUrl);
    await client.close();
    const columns = (what: string, found: readonly number[]) => ({
      [`${what} ms`]: median(found).toFixed(2),
      [`${what} x`]: (median(found) / directAlone).toFixed(2),
      [`${what} p99 ms`]: percentile(found, 0.99).toFixed(1),
    });
    rows[name] = {
      'alone ms': alone.toFixed(2),
      ...(same && columns('same upstream', same)),
      ...columns('another', other),
    };
  }
  return {
    title:
      'A small call while another session pulls results of 5 MB from the same upstream, which is busy making them, and from another; x direct alone',
    rows,
  };
}

/**
 * Milliseconds of calls with pauses of 0 to 20 ms between them. One right after the other they would crowd into the
 * moments in which nothing is in their way, and the middle of them would show nothing else.
 */
async function spacedTimes(run: () => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < calls; index += 1) {
    await setTimeout((index * 7.3) % 20);
    const startedAt = performance.now();
    await run();
    times.push(performance.now() - startedAt);
  }
  return times;
}
