import type { Problem } from '../../contract/errors.ts';

/** A spot in a document: its JSON pointer (RFC 6901), and where to report what is wrong there. */
export interface Place {
  readonly pointer: string;
  at(...names: readonly PropertyKey[]): Place;
  report(message: string): void;
}

/** The place of that pointer; what is reported there or below goes into `problems`. */
export function placeIn(problems: Problem[], pointer = ''): Place {
  return {
    pointer,
    at: (...names) => placeIn(problems, pointer + names.map(token).join('')),
    report: (message) => {
      problems.push({ pointer, message });
    },
  };
}

function token(name: PropertyKey): string {
  return `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
