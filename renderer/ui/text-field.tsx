import type { InputHTMLAttributes, ReactNode } from 'react';
import { FormField } from './form-field.tsx';

interface Props extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'className'> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly problem?: string | null;
  /** What is wrong is said elsewhere, of several fields together. */
  readonly isInvalid?: boolean;
}

/** A line of text in a dense form. */
export function TextField({ label, hint, problem = null, isInvalid = false, ...rest }: Props) {
  return (
    <FormField label={label} hint={hint} problem={problem}>
      {(control) => (
        <input
          {...rest}
          {...control}
          aria-invalid={isInvalid || control['aria-invalid']}
          spellCheck={false}
        />
      )}
    </FormField>
  );
}
