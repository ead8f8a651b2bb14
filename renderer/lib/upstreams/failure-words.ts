import { sentence } from '../use-command.ts';

export interface FailureWords {
  /** A sentence. It stands below the name of the upstream, and so does not repeat it. */
  readonly reason: string;
  /** What its process printed last. */
  readonly lines: readonly string[];
}

/** Why an upstream does not run, apart from what its process said of that. */
export function failureWords(name: string, error: string): FailureWords {
  const intro = `upstream \`${name}\` is not available: `;
  const text = error.startsWith(intro) ? error.slice(intro.length) : error;
  const [reason = '', printed = ''] = text.split('; last lines of stderr:\n', 2);
  return { reason: sentence(reason), lines: printed.split('\n').filter((it) => it.trim() !== '') };
}
