import type { ApiInput, ApiName, ApiOutput } from '../contract/api.ts';
import type { CallFrame, Reply } from '../contract/bridge.ts';
import { ApiError } from '../contract/errors.ts';

/** Calls by name with the types of the contract; a refusal is thrown as an ApiError. */
export type ThrowingCall = <N extends ApiName>(name: N, input: ApiInput<N>) => Promise<ApiOutput<N>>;

export function throwingCall(call: (frame: CallFrame) => Promise<Reply>): ThrowingCall {
  return async <N extends ApiName>(name: N, input: ApiInput<N>) => {
    const reply = await call({ name, input });
    if (reply.ok) return reply.value as ApiOutput<N>; // the router parsed it with the name's own schema
    const { code, message, problems } = reply.error;
    throw new ApiError(code, message, problems && { problems });
  };
}
