import type { Caller } from '../app/app.ts';

/** Who calls through the native shell, and what each may do. */
export const callers = {
  main: { surface: 'console', authorities: new Set(['view', 'manage', 'approve']) },
  approval: { surface: 'window', authorities: new Set(['view', 'approve']) },
  tray: { surface: 'tray', authorities: new Set(['view', 'manage', 'approve']) },
  notification: { surface: 'notification', authorities: new Set(['view', 'approve']) },
} as const satisfies Record<string, Caller>;
