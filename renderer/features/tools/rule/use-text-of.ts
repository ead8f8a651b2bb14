import { useState } from 'react';
import type { JsonValue } from '../../../../contract/json.ts';
import { isSame } from '../../../lib/policy/rebase.ts';

/**
 * A value as a person types it: "1." is on the way to 1.5 and must not jump back to "1". The text holds as long as it
 * reads as the value; when the value changes elsewhere, the value wins. The setter answers what the text reads as.
 */
export function useTextOf(
  value: JsonValue | undefined,
  read: (text: string) => JsonValue | undefined,
  write: (value: JsonValue | undefined) => string,
): readonly [string, (text: string) => JsonValue | undefined] {
  const [typed, setTyped] = useState(() => write(value));
  const shown = isSame(read(typed), value) ? typed : write(value);
  return [
    shown,
    (text) => {
      setTyped(text);
      return read(text);
    },
  ];
}
