import { resolve } from 'node:path';
import { ApiError } from '../contract/errors.ts';
import { approvalCommands } from './cli/approvals.ts';
import { parseArguments, type Arguments } from './cli/arguments.ts';
import { auditCommands } from './cli/audit.ts';
import type { Command, CommandContext } from './cli/command.ts';
import { connect, type Connection } from './cli/connect.ts';
import { grantCommands } from './cli/grants.ts';
import { policyCommands } from './cli/policy.ts';
import { upstreamCommands } from './cli/upstreams.ts';
import { defaultDataDir } from './data-dir.ts';
import { UsageError } from './usage-error.ts';

/** Where a command reads its surroundings and writes its answer. */
export interface CliSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

export type ExitCode = 0 | 1 | 2;

export const cliUsage = `checkstand COMMAND

  start [options]                          start the app (checkstand start --help)
  bridge --grant NAME [--upstream U]       speak MCP on stdin and stdout (checkstand bridge --help)
  grants list                              the clients' standing permissions
  grants add NAME [--upstream U]…          make one; prints its token once
  grants set NAME --upstream U…            what it may use from now on
  grants rotate NAME                       give it a new token
    --save keeps the token in a file for \`checkstand bridge\`, and does not print it
  grants revoke NAME                       end it
  upstreams list                           the MCP servers behind the gateway
  upstreams add NAME --url U [--header K=V]… [--sse] [--client-id ID]
  upstreams add NAME [--env K=V]… [--cwd PATH] [--shared] -- COMMAND ARGS…
  upstreams remove | start | stop | restart NAME
  upstreams logs NAME                      what it said last, and how it is
  upstreams sign-in | sign-out NAME        for one over HTTP that wants it
  upstreams import                         the servers that other clients here have
  upstreams import KEY… [--client C] [--value NAME=VALUE]…
  upstreams classify [NAME] [--tools FILE] what its tools can do, as JSON; with FILE, those of a saved tools/list
  policy check FILE [--upstream U]         look for mistakes; with U, by its tools and its record too
  policy test FILE                         run its examples
  policy explain [FILE] --tool NAME --args JSON [--facts JSON]
                                           what it says of a call, and why; without FILE, the saved one
  policy replay FILE [--days N]            what it would have decided otherwise in the last N days (30)
  policy import FILE [--upstream U]        read another dialect; with U, save it there
  policy show                              the saved one
    these take --upstream U and --grant N, for the policy of one client; FILE is JSON or YAML,
    and - reads standard input
  approvals list
  approvals approve ID | deny ID [--word TEXT]
  audit verify                             walk the record and say where it breaks, if it does

  --data-dir PATH   the data folder of the app that is meant
  --key KEY         the operator key of the running app (or CHECKSTAND_KEY)
  --json            answer in JSON

Exit codes: 0 fine, 1 refused or failed, 2 unusable input.`;

const commands: Readonly<Record<string, Readonly<Record<string, Command>>>> = {
  grants: grantCommands,
  upstreams: upstreamCommands,
  policy: policyCommands,
  approvals: approvalCommands,
  audit: auditCommands,
};

/** Runs one command other than `start`; answers the exit code, never rejects. */
export async function runCli(argv: readonly string[], surroundings: CliSurroundings): Promise<ExitCode> {
  const { out, err } = surroundings;
  try {
    const args = parseArguments(argv);
    if (args.has('help') || args.words.length === 0) {
      out(cliUsage);
      return args.has('help') ? 0 : 2;
    }
    const { command, words } = findCommand(args.words);
    return await withConnection(args, surroundings, (connectOnce) =>
      command({
        args,
        words,
        connect: connectOnce,
        print: printer(args, out),
        remark: (text) => err(text),
        dataDir: dataDirOf(args),
      }),
    );
  } catch (error) {
    err(`checkstand: ${messageOf(error)}`);
    return error instanceof UsageError || (error instanceof ApiError && error.code === 'invalid_input')
      ? 2
      : 1;
  }
}

function findCommand([area = '', verb = '', ...words]: readonly string[]) {
  if (area === 'bridge' || area === 'start')
    throw new UsageError(`\`${area}\` comes first, its options behind it: checkstand ${area} [options]`);
  const verbs = Object.hasOwn(commands, area) ? commands[area] : undefined;
  if (!verbs)
    throw new UsageError(
      `unknown command \`${area}\`; expected ${Object.keys(commands).join(', ')}, bridge or start`,
    );
  const command = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (!command)
    throw new UsageError(
      `unknown command \`${`${area} ${verb}`.trim()}\`; expected ${Object.keys(verbs).join(', ')}`,
    );
  return { command, words };
}

async function withConnection<T>(
  args: Arguments,
  { env, err }: CliSurroundings,
  run: (connectOnce: CommandContext['connect']) => Promise<T>,
): Promise<T> {
  let opened: Promise<Connection> | undefined;
  try {
    return await run(
      () =>
        (opened ??= connect({
          dataDir: dataDirOf(args),
          key: args.text('key') ?? env['CHECKSTAND_KEY'],
          show: (line) => err(`checkstand: ${line}`),
        })),
    );
  } finally {
    // A failed opening has been told by `run` already.
    await (await opened?.catch(() => undefined))?.close();
  }
}

function dataDirOf(args: Arguments): string {
  const given = args.text('data-dir');
  return given === undefined ? defaultDataDir() : resolve(given);
}

function printer(args: Arguments, out: (text: string) => void): CommandContext['print'] {
  return (value, text) => out(args.has('json') ? JSON.stringify(value, null, 2) : text);
}

function messageOf(error: unknown): string {
  if (error instanceof ApiError && error.problems && error.problems.length > 1)
    return [error.message, ...error.problems.map((it) => `  ${it.pointer}: ${it.message}`)].join('\n');
  return error instanceof Error ? error.message : String(error);
}
