import type { Traffic } from '../traffic.ts';

/** One request of a browser, and what followed it. Milliseconds. */
export interface Step {
  readonly what: string;
  /** From its arrival to its answer. */
  readonly inShop: number;
  /** From the answer to the next request, or to the end: the page, and whoever drives it. */
  readonly after: number;
}

/** Notes what a browser asks of the shop from now on; `stop` tells it, step by step. */
export function recordTimeline(traffic: Traffic): { stop(): readonly Step[] } {
  const startedAt = performance.now();
  const seen: { readonly what: string; readonly arrivedAt: number; overAt: number }[] = [];
  const release = traffic.subscribe(({ request, stage }) => {
    const now = performance.now();
    const what = `${request.method} ${request.path.split('?')[0] ?? ''}`;
    if (stage === 'arrived') seen.push({ what, arrivedAt: now, overAt: now });
    const last = seen.findLast((it) => it.what === what);
    if (stage === 'over' && last) last.overAt = now;
  });
  return {
    stop: () => {
      release();
      const endedAt = performance.now();
      const first = seen[0]?.arrivedAt ?? endedAt;
      return [
        { what: 'start', inShop: 0, after: first - startedAt },
        ...seen.map(({ what, arrivedAt, overAt }, at) => ({
          what,
          inShop: overAt - arrivedAt,
          after: (seen[at + 1]?.arrivedAt ?? endedAt) - overAt,
        })),
      ];
    },
  };
}
