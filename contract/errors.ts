import { z } from 'zod';

/** Why a call of the application API failed. Pinned: clients depend on these words. */
export const apiErrorCode = z.enum([
  'unknown_name',
  'invalid_input',
  'forbidden',
  'not_found',
  'conflict',
  'invalid_policy',
  'unavailable',
  'internal',
]);
export type ApiErrorCode = z.infer<typeof apiErrorCode>;

/** One problem in a document, at its place. */
export const problem = z.object({ pointer: z.string(), message: z.string() });
export type Problem = z.infer<typeof problem>;

export const apiError = z.object({
  code: apiErrorCode,
  message: z.string(),
  problems: z.array(problem).optional(),
});

/** A refusal that a handler throws on purpose; the router puts it on the wire. Anything else becomes `internal`. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly problems: readonly Problem[] | undefined;
  constructor(
    code: ApiErrorCode,
    message: string,
    options?: { cause?: unknown; problems?: readonly Problem[] },
  ) {
    super(message, { cause: options?.cause });
    this.name = 'ApiError';
    this.code = code;
    this.problems = options?.problems;
  }
}

/**
 * What a preview throws when a call could only fail, whoever says yes to it: nobody is asked then. The message is for
 * the agent.
 */
export class FutileCallError extends Error {
  readonly code = 'futile_call';
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'FutileCallError';
  }
}
