/** How long to wait before the given attempt (0 is the first): doubling from a quarter second to five. */
export function backOffMs(attempt: number): number {
  return Math.min(250 * 2 ** Math.min(attempt, 10), 5000);
}
