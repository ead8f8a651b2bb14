/** Codes of errors that come before a connection is there. */
const beforeConnecting: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Whether a request certainly did not reach its upstream. Of any other failure nobody can say what became of it. */
export function wasNeverSent(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException; // read as unknown text only
  return code !== undefined && beforeConnecting.has(code);
}
