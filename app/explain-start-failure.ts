/** A listener and what sets its port. */
export interface Listener {
  readonly what: string;
  readonly option: string;
  readonly setting: string;
  readonly port: number;
}

/** The same failure, with what to change when a port was the reason. */
export function explainStartFailure(error: unknown, { what, option, setting, port }: Listener): unknown {
  const how = `give another with ${option}, or set \`${setting}\` in config.json`;
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new Error(`port ${port} for the ${what} is taken: stop what uses it, ${how}`, { cause: error });
    case 'EACCES':
      return new Error(`port ${port} for the ${what} is not open to this user: ${how}`, { cause: error });
    default:
      return error;
  }
}

/** The system's code of an error or of one behind it. */
function codeOf(error: unknown): string | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const code = (at as NodeJS.ErrnoException).code; // present on system errors only
    if (code === 'EADDRINUSE' || code === 'EACCES') return code;
  }
  return undefined;
}
