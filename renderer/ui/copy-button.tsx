import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button } from './button.tsx';

interface Props {
  readonly text: string;
  readonly label?: string;
  readonly autoFocus?: boolean;
}

/** Copies text and says whether that worked. */
export function CopyButton({ text, label = 'Copy', autoFocus = false }: Props) {
  const [outcome, setOutcome] = useState<{ of: string; word: string } | null>(null);
  const word = outcome?.of === text ? outcome.word : null;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome({ of: text, word: 'Copied' });
    } catch {
      setOutcome({ of: text, word: 'Select and copy by hand' });
    }
  };
  return (
    <Button
      autoFocus={autoFocus}
      icon={word === 'Copied' ? <Check aria-hidden /> : <Copy aria-hidden />}
      onClick={() => void copy()} // says itself how it went
    >
      <span aria-live="polite">{word ?? label}</span>
    </Button>
  );
}
