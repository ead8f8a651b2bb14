import { setTimeout as sleep } from 'node:timers/promises';
import type { UpstreamSpec, UpstreamView } from '../../contract/model.ts';
import type { ThrowingCall } from '../typed-call.ts';
import { UsageError } from '../usage-error.ts';
import { noWords, oneWord, pairs, type Arguments } from './arguments.ts';
import { classifyCommand } from './classify.ts';
import { columns, type Command, type CommandContext } from './command.ts';
import { importCommand } from './upstreams-import.ts';

/** `upstreams list|add|remove|start|stop|restart|logs|sign-in|sign-out|import|classify`. */
export const upstreamCommands: Readonly<Record<string, Command>> = {
  async list({ words, connect, print }) {
    noWords(words);
    const { call } = await connect();
    const upstreams = await settled(call);
    print(upstreams, table(upstreams));
    return 0;
  },

  async add(context) {
    const { words, args, connect } = context;
    const name = oneWord(words, 'the upstream name');
    const spec = specOf(name, args);
    const { call } = await connect();
    const added = await call('upstreams.add', spec);
    return report(context, await settledOne(call, name, added));
  },

  async remove({ words, connect, print }) {
    const name = oneWord(words, 'the upstream name');
    const { call } = await connect();
    await call('upstreams.remove', { name });
    print({ name }, `removed \`${name}\``);
    return 0;
  },

  start: (context) => run(context, 'upstreams.start'),
  restart: (context) => run(context, 'upstreams.restart'),

  async stop({ words, connect, print }) {
    const name = oneWord(words, 'the upstream name');
    const { call } = await connect();
    const view = await call('upstreams.stop', { name });
    print(view, `stopped \`${name}\`; \`checkstand upstreams start ${name}\` starts it again`);
    return 0;
  },

  async logs({ words, connect, print }) {
    const name = oneWord(words, 'the upstream name');
    const { call } = await connect();
    const before = await call('upstreams.health', { name });
    if (before.state === 'starting') await settledOne(call, name);
    const [health, lines] = [
      await call('upstreams.health', { name }),
      await call('upstreams.logs', { name }),
    ];
    const text = lines.map((it) => `${new Date(it.at).toISOString()}  ${it.from.padEnd(7)}  ${it.text}`);
    print({ health, lines }, [...text, `${name}: ${health.state}`].join('\n'));
    return 0;
  },

  async 'sign-in'(context) {
    const { words, connect, print, remark } = context;
    const name = oneWord(words, 'the upstream name');
    const { call } = await connect();
    const { url, isOpened } = await call('upstreams.signIn', { name });
    remark(
      isOpened ? 'sign in in the browser that opened' : `open this in a browser and sign in:\n\n  ${url}\n`,
    );
    const view = await untilOne(call, name, (it) => it.signIn !== 'waiting', signInTimeoutMs);
    if (view?.signIn !== 'signed_in') {
      print(view, `not signed in at \`${name}\`; \`checkstand upstreams logs ${name}\` may say why`);
      return 1;
    }
    return report(context, await settledOne(call, name, view));
  },

  async 'sign-out'({ words, connect, print }) {
    const name = oneWord(words, 'the upstream name');
    const { call } = await connect();
    const view = await call('upstreams.signOut', { name });
    print(view, `signed out at \`${name}\`: its tokens are gone from here`);
    return 0;
  },

  import: (context) => importCommand(context, (call, name, view) => settledOne(call, name, view), table),
  classify: classifyCommand(settled),
};

const settleTimeoutMs = 30_000;
const signInTimeoutMs = 10 * 60_000;

async function run(
  context: CommandContext,
  command: 'upstreams.start' | 'upstreams.restart',
): Promise<0 | 1> {
  const name = oneWord(context.words, 'the upstream name');
  const { call } = await context.connect();
  const view = await call(command, { name });
  return report(context, await settledOne(call, name, view));
}

/** Says how it is; one that does not start is there all the same. */
function report({ print, remark }: CommandContext, view: UpstreamView): 0 | 1 {
  const { name } = view;
  print(view, table([view]));
  if (view.state !== 'failed') return 0;
  if (view.signIn === 'required') remark(`\`${name}\` is kept: \`checkstand upstreams sign-in ${name}\``);
  else
    remark(
      `\`${name}\` is kept and tried again: when it is repaired, \`checkstand upstreams restart ${name}\` does so at ` +
        `once; \`checkstand upstreams remove ${name}\` takes it away`,
    );
  return 1;
}

/** Waits until every server has started or failed to: that is what one wants to know of it. */
function settled(call: ThrowingCall): Promise<UpstreamView[]> {
  return until(
    call,
    (all) => all,
    (all) => all.every((it) => it.state !== 'starting'),
    settleTimeoutMs,
  );
}

/** The same of one alone: what ails another is no reason to wait. */
async function settledOne(call: ThrowingCall, name: string, view?: UpstreamView): Promise<UpstreamView> {
  const found = await untilOne(call, name, (it) => it.state !== 'starting', settleTimeoutMs);
  const known = found ?? view;
  if (!known) throw new Error(`there is no upstream \`${name}\` any more`);
  return known;
}

/** Undefined when there is none of that name any more. */
function untilOne(
  call: ThrowingCall,
  name: string,
  isSo: (view: UpstreamView) => boolean,
  timeoutMs: number,
): Promise<UpstreamView | undefined> {
  return until(
    call,
    (all) => all.find((it) => it.name === name),
    (view) => !view || isSo(view),
    timeoutMs,
  );
}

/** Looks until it is so, or the time is over: what was seen last. */
async function until<T>(
  call: ThrowingCall,
  look: (upstreams: UpstreamView[]) => T,
  isSo: (seen: T) => boolean,
  timeoutMs: number,
): Promise<T> {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    const seen = look((await call('console.snapshot', {})).upstreams);
    if (isSo(seen) || performance.now() > giveUpAt) return seen;
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
    const clientId = args.text('client-id');
    return {
      kind: 'http',
      name,
      url,
      ...optional('headers', pairs(args, 'header')),
      ...(args.has('sse') && { transport: 'sse' }),
      ...(clientId !== undefined && { oauth: { clientId } }),
    };
  }
  const cwd = args.text('cwd');
  return {
    kind: 'stdio',
    name,
    command: command ?? '',
    args: commandArgs,
    ...optional('env', pairs(args, 'env')),
    ...(cwd !== undefined && { cwd }),
    ...(args.has('shared') && { isShared: true }),
  };
}

function optional<K extends string>(key: K, values: Record<string, string>) {
  return Object.keys(values).length > 0 ? ({ [key]: values } as Record<K, Record<string, string>>) : {}; // one key
}

function table(upstreams: readonly UpstreamView[]): string {
  const rows = upstreams.map((it) => [it.name, it.kind, it.state, String(it.tools.length), it.address]);
  const problems = upstreams.flatMap((it) => (it.error === null ? [] : [it.error]));
  return [columns([['NAME', 'KIND', 'STATE', 'TOOLS', 'ADDRESS'], ...rows]), ...problems].join('\n');
}
