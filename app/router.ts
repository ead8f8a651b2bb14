import type { z } from 'zod';
import { api, type ApiName, type Authority } from '../contract/api.ts';
import { callFrame, type Reply } from '../contract/bridge.ts';
import { ApiError, type Problem } from '../contract/errors.ts';
import type { Log } from '../contract/ports.ts';
import type { Caller } from './app.ts';

type Parsed<N extends ApiName> = z.output<(typeof api)[N]['input']>;
type Given<N extends ApiName> = z.input<(typeof api)[N]['output']>;

/** What answers one name. Input is parsed and authority is checked before; output is parsed after. */
export type Handler<N extends ApiName> = (input: Parsed<N>, caller: Caller) => Given<N> | Promise<Given<N>>;
export type Handlers = { readonly [N in ApiName]: Handler<N> };

/** The one way into the app, whatever the binding. Never rejects: what fails is a reply that says so. */
export function createRouter(
  handlers: Handlers,
  log: Log,
): (frame: unknown, caller: Caller) => Promise<Reply> {
  return async (frame, caller) => {
    try {
      return { ok: true, value: await answer(handlers, frame, caller) };
    } catch (error) {
      if (error instanceof ApiError) return refusal(error);
      log.error('a call of the application failed', { frame: nameOf(frame), error });
      return refusal(
        new ApiError('internal', 'something went wrong inside Checkstand; its log has the details'),
      );
    }
  };
}

async function answer(handlers: Handlers, frame: unknown, caller: Caller): Promise<unknown> {
  const { name, input } = parsed(callFrame, frame, 'a call');
  if (!isApiName(name)) throw new ApiError('unknown_name', `unknown call \`${shortened(name)}\``);
  const entry = api[name];
  const value = parsed(entry.input, input, name);
  requireAuthority(entry.authority, caller, name);
  // The table pairs each handler with its own input type; TypeScript cannot follow that through a variable name.
  const handle = handlers[name] as (input: unknown, caller: Caller) => unknown;
  return entry.output.parse(await handle(value, caller));
}

/** Own members only: `constructor` and `__proto__` are not calls. */
function isApiName(name: string): name is ApiName {
  return Object.hasOwn(api, name);
}

function requireAuthority(needed: Authority, caller: Caller, name: ApiName): void {
  if (caller.authorities.has(needed)) return;
  const who = caller.surface === 'shell' ? 'the shell' : `this ${caller.surface}`;
  throw new ApiError('forbidden', `${who} may not ${needed}, which \`${name}\` needs`);
}

function parsed<T extends z.ZodType>(schema: T, value: unknown, what: string): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue): Problem => ({
    pointer: pointerOf(issue.path),
    message: issue.message,
  }));
  const first = problems[0];
  const where = first?.pointer ? ` at \`${first.pointer}\`` : '';
  throw new ApiError('invalid_input', `cannot read ${what}${where}: ${first?.message ?? 'invalid'}`, {
    problems,
  });
}

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function refusal({ code, message, problems }: ApiError): Reply {
  return { ok: false, error: { code, message, ...(problems && { problems: [...problems] }) } };
}

function nameOf(frame: unknown): string {
  const name = typeof frame === 'object' && frame !== null && 'name' in frame ? frame.name : undefined;
  return typeof name === 'string' ? shortened(name) : typeof frame;
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
