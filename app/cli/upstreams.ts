import { setTimeout as sleep } from 'node:timers/promises';
import type { UpstreamSpec, UpstreamView } from '../../contract/model.ts';
import { UsageError } from '../usage-error.ts';
import { noWords, oneWord, pairs, type Arguments } from './arguments.ts';
import type { ThrowingCall } from '../typed-call.ts';
import { columns, type Command } from './command.ts';

/** `upstreams list|add|remove`. */
export const upstreamCommands: Readonly<Record<string, Command>> = {
  async list({ words, connect, print }) {
    noWords(words);
    const { call } = await connect();
    const { upstreams } = await call('console.snapshot', {});
    print(upstreams, table(upstreams));
    return 0;
  },

  async add({ words, args, connect, print }) {
    const spec = specOf(oneWord(words, 'the upstream name'), args);
    const { call } = await connect();
    const view = await settled(call, await call('upstreams.add', spec));
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
};

/** Waits until the server has started or failed to: that is what whoever added it wants to know. */
async function settled(call: ThrowingCall, added: UpstreamView): Promise<UpstreamView> {
  const giveUpAt = performance.now() + 60_000;
  let view: UpstreamView | undefined = added;
  while (view?.state === 'starting' && performance.now() < giveUpAt) {
    await sleep(100);
    view = (await call('console.snapshot', {})).upstreams.find((it) => it.name === added.name);
  }
  return view ?? added;
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
