import type { GrantView } from '../../contract/model.ts';
import { grantName, upstreamName } from '../../contract/model.ts';
import { UsageError } from '../usage-error.ts';
import { noWords, oneWord, type Arguments } from './arguments.ts';
import { saveToken } from './bridge-token.ts';
import { columns, timeText, type Command, type CommandContext } from './command.ts';

/** `grants list|add|set|rotate|revoke`. */
export const grantCommands: Readonly<Record<string, Command>> = {
  async list({ words, connect, print }) {
    noWords(words);
    const { call } = await connect();
    const { grants } = await call('console.snapshot', {});
    print(
      grants,
      grants.length === 0 ? 'no grants yet; `checkstand grants add NAME` makes one' : table(grants),
    );
    return 0;
  },

  async add(context) {
    const { words, args, connect } = context;
    const name = usable(grantName.safeParse(oneWord(words, 'the grant name')));
    const wanted = upstreamsOf(args);
    const { call } = await connect();
    const { grants, upstreams } = await call('console.snapshot', {});
    if (grants.some((it) => it.name === name && it.revokedAt === null))
      throw new Error(
        `there is a grant \`${name}\` already; \`checkstand grants rotate\` gives it a new token`,
      );
    const made = await call('grants.create', {
      name,
      upstreams: wanted.length > 0 ? [...wanted] : upstreams.map((it) => it.name),
    });
    handOver(context, made);
    return 0;
  },

  async set(context) {
    const wanted = upstreamsOf(context.args);
    if (wanted.length === 0) throw new UsageError('--upstream is missing: what may the grant use?');
    const { call, grant } = await named(context);
    const changed = await call('grants.setUpstreams', { grantId: grant.id, upstreams: [...wanted] });
    context.print(changed, `\`${changed.name}\` may use ${changed.upstreams.join(', ')}`);
    return 0;
  },

  async rotate(context) {
    const { call, grant } = await named(context);
    const made = await call('grants.rotate', { grantId: grant.id });
    handOver(context, made);
    return 0;
  },

  async revoke(context) {
    const { call, grant } = await named(context);
    const revoked = await call('grants.revoke', { grantId: grant.id });
    context.print(revoked, `revoked \`${revoked.name}\`: its token opens nothing any more`);
    return 0;
  },
};

async function named({ words, connect }: CommandContext) {
  const name = oneWord(words, 'the grant name');
  const { call } = await connect();
  const { grants } = await call('console.snapshot', {});
  const grant =
    grants.find((it) => it.name === name && it.revokedAt === null) ?? grants.find((it) => it.id === name);
  if (!grant) throw new Error(`no grant \`${name}\`; \`checkstand grants list\` shows them`);
  return { call, grant };
}

/** Shows the token, or keeps it for the bridge without showing it. */
function handOver({ args, dataDir, print }: CommandContext, made: { grant: GrantView; token: string }): void {
  if (!args.has('save')) return print(made, tokenText(made));
  const { grant } = made;
  const path = saveToken(dataDir, grant.name, made.token);
  print({ grant, path }, `its token is in \`${path}\`, for \`checkstand bridge --grant '${grant.name}'\``);
}

function upstreamsOf(args: Arguments): readonly string[] {
  return args.list('upstream').map((it) => usable(upstreamName.safeParse(it)));
}

function tokenText({ grant, token }: { grant: GrantView; token: string }): string {
  return `grant \`${grant.name}\` for ${grant.upstreams.join(', ')}; its token, shown this once:\n${token}`;
}

function table(grants: readonly GrantView[]): string {
  return columns([
    ['NAME', 'STATE', 'UPSTREAMS', 'CREATED', 'LAST USED', 'CLIENT'],
    ...grants.map((it) => [
      it.name,
      it.revokedAt === null ? 'active' : 'revoked',
      it.upstreams.join(','),
      timeText(it.createdAt),
      timeText(it.lastUsedAt),
      it.client ? `${it.client.name} ${it.client.version}` : '-',
    ]),
  ]);
}

function usable<T>(
  result: { success: true; data: T } | { success: false; error: { issues: { message: string }[] } },
): T {
  if (result.success) return result.data;
  throw new UsageError(`unusable name: ${result.error.issues[0]?.message ?? 'invalid'}`);
}
