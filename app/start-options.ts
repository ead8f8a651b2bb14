import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { grantName } from '../contract/model.ts';
import { settingsSchema } from '../contract/settings.ts';
import { defaultDataDir } from './data-dir.ts';
import { UsageError } from './usage-error.ts';

export interface StartOptions {
  readonly isHeadless: boolean;
  /** One line on stdout and nothing else. */
  readonly isJson: boolean;
  readonly dataDir: string;
  readonly port?: number;
  readonly uiPort?: number;
  readonly store?: string;
  readonly browserPath?: string;
  /** Create or rotate this grant and show its token. */
  readonly grant?: string;
}

export const startUsage = `checkstand start [options]

  --headless         run without a window: prints the MCP endpoint and a one-time link to the console
  --port N           MCP endpoint on 127.0.0.1 (4747; 0 picks a free one)
  --ui-port N        browser console on 127.0.0.1, headless only (4748; 0 picks a free one)
  --data-dir PATH    where everything is kept
  --store NAME       demo, or a domain such as amazon.com
  --browser PATH     the Chrome, Edge or Chromium to use for the cart
  --grant NAME       headless: create or rotate this grant and print its token
  --json             headless: print one JSON line when ready, and nothing else`;

/** Reads the start options; a UsageError says what is wrong with them. */
export function parseStartOptions(argv: readonly string[]): StartOptions {
  const { values, positionals } = parsed(argv);
  if (positionals.length > 0) throw new UsageError(`unexpected \`${positionals.join(' ')}\`; see --help`);
  const isHeadless = values.headless === true;
  for (const name of ['json', 'grant', 'ui-port'] as const) {
    if (values[name] !== undefined && !isHeadless) throw new UsageError(`--${name} needs --headless`);
  }
  const store = values.store === undefined ? undefined : storeOf(values.store);
  return {
    isHeadless,
    isJson: values.json === true,
    dataDir: values['data-dir'] === undefined ? defaultDataDir() : resolve(values['data-dir']),
    ...(values.port !== undefined && { port: portOf('--port', values.port) }),
    ...(values['ui-port'] !== undefined && { uiPort: portOf('--ui-port', values['ui-port']) }),
    ...(store !== undefined && { store }),
    ...(values.browser !== undefined && { browserPath: resolve(values.browser) }),
    ...(values.grant !== undefined && { grant: grantNameOf(values.grant) }),
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        headless: { type: 'boolean' },
        json: { type: 'boolean' },
        port: { type: 'string' },
        'ui-port': { type: 'string' },
        'data-dir': { type: 'string' },
        store: { type: 'string' },
        browser: { type: 'string' },
        grant: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function portOf(option: string, text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 0 && port <= 65535) return port;
  throw new UsageError(`${option} \`${text}\` is no port; expected 0 to 65535`);
}

function storeOf(text: string): string {
  const name = text.replace(/^(https?:\/\/)?(www\.)?/, '').replace(/\/$/, '');
  // The schema falls back to the default instead of failing, so what comes out tells whether it was understood.
  if (settingsSchema.shape.store.parse(name) === name) return name;
  throw new UsageError(
    `unknown store \`${text}\`; expected demo or a domain such as amazon.com or amazon.co.uk`,
  );
}

function grantNameOf(text: string): string {
  const name = grantName.safeParse(text);
  if (name.success) return name.data;
  throw new UsageError(`unusable grant name \`${text}\`: ${name.error.issues[0]?.message ?? 'invalid'}`);
}
