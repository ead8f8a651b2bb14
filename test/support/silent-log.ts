import type { Log } from '../../contract/ports.ts';

/** A log that keeps what it was told, for tests that look at it. */
export function silentLog(): Log & {
  readonly entries: { level: string; message: string; details: unknown }[];
} {
  const entries: { level: string; message: string; details: unknown }[] = [];
  const at = (level: string) => (message: string, details?: unknown) =>
    void entries.push({ level, message, details });
  return { entries, info: at('info'), warn: at('warn'), error: at('error') };
}
