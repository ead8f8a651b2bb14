import { useEffect, useState } from 'react';
import type { ApiInput, ApiName, ApiOutput } from '../../contract/api.ts';
import type { Problem } from '../../contract/errors.ts';
import { useParts } from './console-context.ts';
import { sentence } from './use-command.ts';

/** The answer to a question that changes while a person works. */
export interface Query<N extends ApiName> {
  /** The newest answer; while the next one is on its way, still the one before. */
  readonly value: ApiOutput<N> | null;
  /** Whether `value` (or the problem) answers the question as it is now. */
  readonly isCurrent: boolean;
  /** In words, when the app would not answer. */
  readonly problem: string | null;
  readonly problems: readonly Problem[];
}

interface Answered<N extends ApiName> extends Omit<Query<N>, 'isCurrent'> {
  readonly key: string | null;
}

/**
 * Asks the app whenever the question changes and then rests for `delayMs`; null asks nothing. Answers that come too
 * late are dropped. `revision` changes when the same question may have another answer.
 */
export function useQuery<N extends ApiName>(
  name: N,
  input: ApiInput<N> | null,
  delayMs: number,
  revision: number | string = 0,
): Query<N> {
  const { call } = useParts();
  const question = input === null ? null : JSON.stringify(input);
  const key = question === null ? null : `${revision} ${question}`;
  const [answered, setAnswered] = useState<Answered<N>>(unanswered);
  useEffect(() => {
    if (question === null) return undefined;
    let isWanted = true;
    const ask = async () => {
      const answer = await call(name, JSON.parse(question) as ApiInput<N>); // made from one just above
      if (!isWanted) return;
      setAnswered(
        answer.ok
          ? { key, value: answer.value, problem: null, problems: [] }
          : {
              key,
              value: null,
              problem: sentence(answer.error.message),
              problems: answer.error.problems ?? [],
            },
      );
    };
    const timer = setTimeout(() => void ask(), delayMs); // `call` never rejects
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [call, name, question, key, delayMs]);
  const { key: answeredKey, ...answer } = answered;
  return { ...answer, isCurrent: key !== null && answeredKey === key };
}

const unanswered = { key: null, value: null, problem: null, problems: [] };
