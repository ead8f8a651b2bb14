const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const maxMs = 30 * unitMs.d;

/** Reads "30m" as milliseconds; undefined when it is no duration, nothing, or more than 30 days. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,9})(s|m|h|d)$/.exec(text);
  if (!match) return undefined;
  const ms = Number(match[1]) * unitMs[match[2] as keyof typeof unitMs]; // the expression allows no other letter
  return ms > 0 && ms <= maxMs ? ms : undefined;
}
