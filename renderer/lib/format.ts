import { formatMoney } from '../../contract/money.ts';

const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayAndTime = new Intl.DateTimeFormat('en-GB', {
  ...{ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
});
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const number = new Intl.NumberFormat('en-US');

/** "14:03:09" in local time. */
export function formatTime(at: number): string {
  return time.format(at);
}

/** "22 Nov, 14:03". */
export function formatDayAndTime(at: number): string {
  return dayAndTime.format(at);
}

/** Date and time to the second. */
export function formatFull(at: number): string {
  return full.format(at);
}

export function formatNumber(value: number): string {
  return number.format(value);
}

/** A duration as short as it can be read: "0.4 ms", "12 ms", "1.3 s", "2 min 05 s". */
export function formatDuration(ms: number): string {
  if (ms < 1) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** "just now", "5 min ago", "3 h ago", then the date. */
export function formatAgo(at: number, now: number): string {
  const seconds = Math.max(0, Math.floor((now - at) / 1000));
  if (seconds < 10) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return formatDayAndTime(at);
}

/** What is left until `at`: "29 min", "45 s"; undefined when it has passed. */
export function formatLeft(at: number, now: number): string | undefined {
  const seconds = Math.ceil((at - now) / 1000);
  if (seconds <= 0) return undefined;
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  return `${Math.round(minutes / 60)} h`;
}

/** "512 B", "3.4 KB", "5.0 MB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_950) return `${(bytes / 1000).toFixed(1)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** An amount that may be unknown. */
export function formatMinor(amountMinor: number | null, currency: string | null): string | undefined {
  if (amountMinor === null || currency === null) return undefined;
  return formatMoney({ amountMinor, currency });
}
