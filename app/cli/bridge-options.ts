import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { grantName, upstreamName } from '../../contract/model.ts';
import { defaultDataDir } from '../data-dir.ts';
import { UsageError } from '../usage-error.ts';

export interface BridgeOptions {
  readonly grant: string;
  /** Undefined: all of the grant's. */
  readonly upstream: string | undefined;
  readonly dataDir: string;
  /** How long a message waits for the app. */
  readonly patienceMs: number;
}

export const bridgeUsage = `checkstand bridge --grant NAME [options]

Speaks MCP on standard input and output, for clients that know no other way, and relays to the running app.

  --grant NAME       whose permission the client has
  --upstream U       one MCP server under its own names; without it all of the grant's
  --data-dir PATH    the data folder of the app that is meant
  --wait SECONDS     how long a message waits for the app to run (20)

The token comes from the environment, CHECKSTAND_TOKEN, or from the file that
\`checkstand grants add NAME --save\` or \`checkstand grants rotate NAME --save\` keeps for it; never from the
command line, which others on this machine can read.`;

/** Reads the options; a UsageError says what is wrong with them. */
export function parseBridgeOptions(argv: readonly string[]): BridgeOptions {
  if (argv.some((it) => it === '--token' || it.startsWith('--token='))) {
    throw new UsageError(
      'a token on the command line can be read by others on this machine: put it into CHECKSTAND_TOKEN',
    );
  }
  const { values, positionals } = parsed(argv);
  if (positionals.length > 0) throw new UsageError(`unexpected \`${positionals.join(' ')}\`; see --help`);
  const grant = grantName.safeParse(values.grant ?? '');
  if (!grant.success)
    throw new UsageError('--grant NAME is missing: `checkstand grants list` shows the names');
  const upstream = values.upstream === undefined ? undefined : upstreamName.safeParse(values.upstream);
  if (upstream?.success === false) {
    throw new UsageError(`unusable name of an upstream \`${values.upstream ?? ''}\``);
  }
  const seconds = Number(values.wait ?? 20);
  if (!(seconds >= 0 && seconds <= 3_600)) {
    throw new UsageError(`--wait \`${values.wait ?? ''}\` is no number of seconds; expected 0 to 3600`);
  }
  return {
    grant: grant.data,
    upstream: upstream?.data,
    dataDir: values['data-dir'] === undefined ? defaultDataDir() : resolve(values['data-dir']),
    patienceMs: seconds * 1_000,
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        grant: { type: 'string' },
        upstream: { type: 'string' },
        'data-dir': { type: 'string' },
        wait: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
