import type { ImportEntry, ImportSource, UpstreamView } from '../../contract/model.ts';
import type { ThrowingCall } from '../typed-call.ts';
import { UsageError } from '../usage-error.ts';
import { pairs } from './arguments.ts';
import { columns, type CommandContext } from './command.ts';

type Settle = (call: ThrowingCall, name: string, view: UpstreamView) => Promise<UpstreamView>;

/** `upstreams import [KEY… [--client C] [--value NAME=VALUE]…]`: without keys it lists what there is. */
export async function importCommand(
  { words, args, connect, print }: CommandContext,
  settle: Settle,
  table: (upstreams: readonly UpstreamView[]) => string,
): Promise<0 | 1> {
  const { call } = await connect();
  const client = args.text('client');
  const sources = (await call('upstreams.importable', {})).filter(
    (it) => client === undefined || it.client === client,
  );
  if (words.length === 0) {
    print(sources, listing(sources));
    return 0;
  }
  const values = pairs(args, 'value');
  const views: UpstreamView[] = [];
  const errors: string[] = [];
  for (const key of words) {
    const { source, entry } = only(sources, key);
    const from = { kind: 'client', client: source.client, file: source.file } as const;
    const [result] = await call('upstreams.import', { from, entries: [{ key, name: entry.name, values }] });
    if (result?.upstream) views.push(await settle(call, entry.name, result.upstream));
    else errors.push(`${key}: ${result?.error ?? 'not added'}`);
  }
  print({ upstreams: views, errors }, [...(views.length > 0 ? [table(views)] : []), ...errors].join('\n'));
  return errors.length > 0 || views.some((it) => it.state === 'failed') ? 1 : 0;
}

function only(sources: readonly ImportSource[], key: string): { source: ImportSource; entry: ImportEntry } {
  const found = sources.flatMap((source) =>
    source.entries.filter((it) => it.key === key).map((entry) => ({ source, entry })),
  );
  const [first, ...others] = found;
  if (!first)
    throw new UsageError(`no client has a server \`${key}\`; \`checkstand upstreams import\` lists them`);
  if (others.length > 0) {
    const clients = found.map((it) => it.source.client).join(', ');
    throw new UsageError(`several clients have a server \`${key}\` (${clients}): say which with --client`);
  }
  return first;
}

function listing(sources: readonly ImportSource[]): string {
  if (sources.length === 0) return 'no client with servers was found on this machine';
  const blocks = sources.map(({ title, file, entries, problem }) => {
    const rows = entries.map((it) => [`  ${it.key}`, it.kind ?? '-', remarkOn(it), it.address]);
    const lines = rows.length > 0 ? [columns([['  KEY', 'KIND', 'NOTE', 'ADDRESS'], ...rows])] : [];
    return [`${title} (${file})`, ...(problem === null ? [] : [`  ${problem}`]), ...lines].join('\n');
  });
  return blocks.join('\n\n');
}

function remarkOn({ problem, knownAs, needs }: ImportEntry): string {
  if (problem !== null) return problem;
  if (knownAs !== null) return `already there as ${knownAs}`;
  return needs.length > 0 ? `needs ${needs.map((it) => `--value '${it}=…'`).join(' ')}` : '-';
}
