/** What the linter looks for. Pinned: the console and the shell show these words. */
export type FindingCode =
  | 'unreachable'
  | 'contradiction'
  | 'never_matches'
  | 'refuses_all'
  | 'no_effect'
  | 'never_matched'
  | 'hidden_rule'
  | 'unknown_tool'
  | 'unknown_argument'
  | 'optional_argument'
  | 'unanchored_regex'
  | 'limit_out_of_reach';

/** Something in a valid policy that most likely does not do what its author meant. */
export interface Finding {
  /** JSON pointer of the part that it is about. */
  readonly pointer: string;
  /** `warning`: a call is decided otherwise than one would think. `hint`: nothing is lost, but look at it. */
  readonly level: 'warning' | 'hint';
  readonly code: FindingCode;
  readonly message: string;
}

export function warning(pointer: string, code: FindingCode, message: string): Finding {
  return { pointer, level: 'warning', code, message };
}

export function hint(pointer: string, code: FindingCode, message: string): Finding {
  return { pointer, level: 'hint', code, message };
}
