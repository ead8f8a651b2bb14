const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

const part = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;

/** Reads a duration as Go writes it ("1h30m", "1.5h", "90s") as milliseconds; undefined when it is none. */
export function parseGoDuration(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  const body = text.replace(/^[-+]/, '');
  if (body === '0') return 0;
  let ms = 0;
  part.lastIndex = 0;
  while (part.lastIndex < body.length) {
    const match = part.exec(body);
    if (!match) return undefined;
    ms += Number(match[1]) * (unitMs[match[2] ?? ''] ?? Number.NaN);
  }
  return body === '' || !Number.isFinite(ms) ? undefined : sign * ms;
}

const dayMs = 86_400_000;
const longestMs = 30 * dayMs;

/** The nearest duration of the policy language that is not longer; at least a second, at most 30 days. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(1, Math.floor(Math.min(ms, longestMs) / 1000));
  if (seconds % 86_400 === 0) return `${seconds / 86_400}d`;
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

/** Whether the policy language can say exactly that. */
export function isExact(ms: number): boolean {
  return ms >= 1000 && ms <= longestMs && Number.isInteger(ms / 1000);
}
