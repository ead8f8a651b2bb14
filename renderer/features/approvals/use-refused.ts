import { useState } from 'react';
import type { ApiOutput } from '../../../contract/api.ts';

/** Which answers of a list were not taken, in the gateway's words, each once. */
export function useRefused() {
  const [refused, setRefused] = useState<readonly string[]>([]);
  const note = (answers: ApiOutput<'approvals.resolveMany'>) =>
    setRefused([...new Set(answers.flatMap(({ error }) => (error === null ? [] : [error])))]);
  return { refused, note };
}
