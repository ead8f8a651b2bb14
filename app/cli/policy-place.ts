import type { ThrowingCall } from '../typed-call.ts';
import { UsageError } from '../usage-error.ts';
import type { Arguments } from './arguments.ts';
import type { CommandContext } from './command.ts';

/** Which policy of an app is meant, and the way to it. */
export interface PolicyPlace {
  readonly call: ThrowingCall;
  readonly upstream: string;
  /** Null: the upstream's default. */
  readonly grantId: string | null;
}

/** Whether a command is about an app, not about a file alone. */
export function wantsPlace(args: Arguments): boolean {
  return args.list('upstream').length > 0 || args.text('grant') !== undefined;
}

/** Reads `--upstream U --grant N`; without the former, the only upstream there is. */
export async function policyPlace({ args, connect }: CommandContext): Promise<PolicyPlace> {
  const [named, ...more] = args.list('upstream');
  if (more.length > 0) throw new UsageError('--upstream is given twice; a policy is of one upstream');
  const { call } = await connect();
  const { upstreams, grants } = await call('console.snapshot', {});
  const names = upstreams.map((it) => it.name);
  const upstream = named ?? (names.length === 1 ? names[0] : undefined);
  if (upstream === undefined) throw new UsageError(`--upstream is missing; there are: ${names.join(', ')}`);
  if (!names.includes(upstream))
    throw new Error(`there is no upstream \`${upstream}\`; there are: ${names.join(', ')}`);

  const wanted = args.text('grant');
  if (wanted === undefined) return { call, upstream, grantId: null };
  const grant =
    grants.find((it) => it.name === wanted && it.revokedAt === null) ?? grants.find((it) => it.id === wanted);
  if (!grant) throw new Error(`no grant \`${wanted}\`; \`checkstand grants list\` shows them`);
  return { call, upstream, grantId: grant.id };
}
