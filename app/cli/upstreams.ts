import { setTimeout as sleep } from 'node:timers/promises';
import type { Snapshot } from '../../contract/api.ts';
import type { UpstreamSpec, UpstreamView } from '../../contract/model.ts';
import { UsageError } from '../usage-error.ts';
import { noWords, oneWord, pairs, type Arguments } from './arguments.ts';
import type { ThrowingCall } from '../typed-call.ts';
import { classifyCommand } from './classify.ts';
import { columns, type Command } from './command.ts';

/** `upstreams list|add|remove|classify`. */
export const upstreamCommands: Readonly<Record<string, Command>> = {
  async list({ words, connect, print }) {
    noWords(words);
    const { call } = await connect();
    const { upstreams } = await settled(call);
    print(upstreams, table(upstreams));
    return 0;
  },

  async add({ words, args, connect, print }) {
    const name = oneWord(words, 'the upstream name');
    const spec = specOf(name, args);
    const { call } = await connect();
    const added = await call('upstreams.add', spec);
    const view = (await settled(call)).upstreams.find((it) => it.name === name) ?? added;
    print(view, table([view]));
    return view.state === 'failed' ? 1 : 0;
  },

  async remove({ words, connect, print }) {
    const name = oneWord(words, 'the upstream name');
    const { call } = await connect();
    await call('upstreams.remove', { name });
    print({ name }, `removed \`${name}\``);
    return 0;
  },

  classify: classifyCommand(settled),
};

/** Waits until every server has started or failed to: that is what one wants to know of it. */
async function settled(call: ThrowingCall): Promise<Pick<Snapshot, 'upstreams'>> {
  const giveUpAt = performance.now() + 30_000;
  for (;;) {
    const snapshot = await call('console.snapshot', {});
    const isStarting = snapshot.upstreams.some((it) => it.state === 'starting');
    if (!isStarting || performance.now() > giveUpAt) return snapshot;
    await sleep(100);
  }
}

function specOf(name: string, args: Arguments): UpstreamSpec {
  const url = args.text('url');
  const [command, ...commandArgs] = args.rest;
  if ((url === undefined) === (command === undefined))
    throw new UsageError('give either --url URL or, behind --, the command that starts the server');
  if (url !== undefined) {
    if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
      throw new UsageError(`--url \`${url}\` is no http or https address`);
    return { kind: 'http', name, url, ...optional('headers', pairs(args, 'header')) };
  }
  const cwd = args.text('cwd');
  return {
    kind: 'stdio',
    name,
    command: command ?? '',
    args: commandArgs,
    ...optional('env', pairs(args, 'env')),
    ...(cwd !== undefined && { cwd }),
  };
}

function optional<K extends string>(key: K, values: Record<string, string>) {
  return Object.keys(values).length > 0 ? ({ [key]: values } as Record<K, Record<string, string>>) : {}; // one key
}

function table(upstreams: readonly UpstreamView[]): string {
  const rows = upstreams.map((it) => [it.name, it.kind, it.state, String(it.tools.length), it.address]);
  const problems = upstreams.flatMap((it) => (it.error === null ? [] : [`${it.name}: ${it.error}`]));
  return [columns([['NAME', 'KIND', 'STATE', 'TOOLS', 'ADDRESS'], ...rows]), ...problems].join('\n');
}
