import { useCallback, useState } from 'react';
import { useParts } from '../../lib/console-context.ts';
import { sentence } from '../../lib/use-command.ts';

/** What came of an undo that was asked for in the list. */
interface Result {
  readonly isGood: boolean;
  readonly text: string;
}

/** Takes back what a call added. The list stays; what came of it is told above. */
export function useUndo() {
  const { call } = useParts();
  const [result, setResult] = useState<Result | null>(null);
  const run = useCallback(
    (callId: string) => {
      setResult({ isGood: true, text: 'Taking it back…' });
      void call('calls.undo', { callId }).then((answer) =>
        setResult(
          answer.ok
            ? { isGood: true, text: sentence(`taken back: ${answer.value.message}`) }
            : { isGood: false, text: sentence(answer.error.message) },
        ),
      ); // never rejects
    },
    [call],
  );
  return { result, run, clear: () => setResult(null) };
}
