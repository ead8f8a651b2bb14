import { useRef, useState } from 'react';
import type { ApiInput, ApiName, ApiOutput } from '../../contract/api.ts';
import { useParts } from './console-context.ts';

/** One command at a time, with what came of the last one. */
export interface Command<N extends ApiName> {
  readonly isRunning: boolean;
  /** In words; null after a success. */
  readonly problem: string | null;
  /** The answer, or undefined when it failed or another is still running. */
  run(input: ApiInput<N>): Promise<ApiOutput<N> | undefined>;
  clear(): void;
}

export function useCommand<N extends ApiName>(name: N): Command<N> {
  const { call } = useParts();
  const [state, setState] = useState<{ isRunning: boolean; problem: string | null }>(idle);
  // Beside the state, because two presses in one moment come before the state is drawn.
  const isRunning = useRef(false);
  return {
    ...state,
    async run(input) {
      if (isRunning.current) return undefined;
      isRunning.current = true;
      setState({ isRunning: true, problem: null });
      const answer = await call(name, input);
      isRunning.current = false;
      setState({ isRunning: false, problem: answer.ok ? null : sentence(answer.error.message) });
      return answer.ok ? answer.value : undefined;
    },
    clear: () => setState(idle),
  };
}

const idle = { isRunning: false, problem: null };

/**
 * The app's messages are lower case and without a full stop; on a page they stand as sentences. A name at the beginning
 * (`time.hour`) stays as it is.
 */
export function sentence(message: string): string {
  const text = message.trim();
  if (text === '') return text;
  const start = /^[a-z]+\.[a-z]/.test(text) ? text[0] : text[0]?.toUpperCase();
  return start + text.slice(1) + (/[.!?:…]$/.test(text) ? '' : '.');
}
