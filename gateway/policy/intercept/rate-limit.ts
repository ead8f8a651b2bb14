/** Calendar windows of the dialect, in UTC; the policy language has the same under the same names. */
export const windowNames = ['minute', 'hour', 'day'] as const;
export type WindowName = (typeof windowNames)[number];

export type RateLimitText =
  | { readonly ok: true; readonly count: number; readonly window: WindowName }
  | { readonly ok: false; readonly message: string };

export function isWindowName(text: string): text is WindowName {
  return windowNames.some((it) => it === text);
}

/** Reads the shorthand "5/hour". */
export function parseRateLimit(text: string): RateLimitText {
  const [count = '', ...rest] = text.split('/');
  if (rest.length === 0) {
    return {
      ok: false,
      message: `\`${text}\` is no rate; expected a number and a window, such as \`5/hour\``,
    };
  }
  const window = rest.join('/');
  const number = /^[+-]?\d+$/.test(count) ? Number(count) : 0;
  if (number <= 0 || !Number.isSafeInteger(number)) {
    return { ok: false, message: `\`${count}\` is no number of calls; expected a whole number from 1` };
  }
  if (!isWindowName(window)) return { ok: false, message: unknownWindow(window) };
  return { ok: true, count: number, window };
}

export function unknownWindow(window: string): string {
  return window === ''
    ? 'the window is missing; expected minute, hour or day'
    : `unknown window \`${window}\`; expected minute, hour or day`;
}
