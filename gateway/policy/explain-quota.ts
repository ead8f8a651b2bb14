import type { Reason } from '../../contract/model.ts';
import type { Quota } from './counters.ts';

type ShownCounter = NonNullable<Reason['counter']>;

/** Where a counter stands and what it may reach. */
export function explainQuota(quota: Quota, { before, max }: ShownCounter, amount: string): string {
  const period = typeof quota.window === 'number' ? `in ${seconds(quota.window)}` : periods[quota.window];
  switch (quota.kind) {
    case 'limit': {
      const adds = amount === '1' ? '' : ` and this call adds ${amount}`;
      return `\`${quota.counter}\` is at ${before} ${period}${adds}; the limit is ${max}`;
    }
    case 'rate_limit':
      return `${before} calls ${period} so far; the limit is ${max}`;
    case 'spend':
      return `this costs ${amount} ${quota.currency} and ${before} is spent ${period}; the budget is ${max} ${quota.currency}`;
  }
}

const periods = {
  minute: 'this minute',
  hour: 'this hour',
  day: 'today',
  week: 'this week',
  month: 'this month',
} as const;

/** When a refused call may come again. */
export function explainRetry(retryAfterMs: number | undefined): string {
  return retryAfterMs === undefined
    ? 'this call alone is more than that'
    : `try again in ${duration(Math.ceil(retryAfterMs / 1000))}`;
}

function seconds(value: number): string {
  return value === 1 ? '1 second' : `${value} seconds`;
}

function duration(value: number): string {
  if (value < 120) return seconds(value);
  if (value < 7200) return `${Math.ceil(value / 60)} minutes`;
  return value < 172_800 ? `${Math.ceil(value / 3600)} hours` : `${Math.ceil(value / 86_400)} days`;
}
