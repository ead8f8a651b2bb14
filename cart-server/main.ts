import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { JsonRpcMessage } from '../contract/mcp.ts';
import type { CartServer } from './cart-server.ts';
import { createCartServer } from './create-cart-server.ts';
import { demoAccount, startDemoStore } from './demo-store/demo-store.ts';
import { messageOf } from './message-of.ts';
import { groceries, type Grocery } from './pages/grocery.ts';
import { createFileSecrets, stderrLog, systemClock } from './stand-alone.ts';

const usage = `usage: node cart-server/main.ts [--store demo|amazon.com|amazon.co.uk|…] [--data-dir DIR] [--grocery wholefoods|fresh] [--demo-url URL]
                                [--browser PATH] [--sign-in]

  Speaks MCP on stdin and stdout. With --sign-in it opens a browser window to sign in, and ends after that.
  --demo-url names a demo store that runs already (cart-server/demo-store/main.ts) instead of starting one.`;

/** Runs the cart server alone, for any MCP client that starts programs. */
async function main(): Promise<void> {
  const options = readOptions();
  if (!options) return;
  const { store, grocery, dataDir, browserPath } = options;
  const demo =
    store === 'demo' && options.demoUrl === undefined
      ? await startDemoStore({
          statePath: join(dataDir, 'demo-store.json'),
          port: 0,
          clock: systemClock,
          log: stderrLog,
        })
      : undefined;
  const cart = createCartServer({
    store,
    grocery,
    dataDir,
    browserPath,
    baseUrl: demo?.url ?? options.demoUrl ?? `https://www.${store}`,
    secrets: createFileSecrets(join(dataDir, 'secrets.json')),
    clock: systemClock,
    log: stderrLog,
    signIn: store === 'demo' ? { kind: 'known_account', ...demoAccount } : { kind: 'visible_browser' },
  });
  if (options.isSigningIn) await signInAndSay(cart);
  else await serveUntilEnd(cart);
  await cart.close();
  await demo?.close();
}

interface Options {
  readonly store: string;
  readonly grocery: Grocery;
  readonly dataDir: string;
  readonly browserPath: string;
  readonly isSigningIn: boolean;
  /** Only with the store `demo`. */
  readonly demoUrl: string | undefined;
}

function readOptions(): Options | undefined {
  const { values } = parseArgs({
    options: {
      store: { type: 'string', default: 'demo' },
      'data-dir': { type: 'string', default: join(homedir(), '.checkstand-cart') },
      browser: { type: 'string', default: '' },
      grocery: { type: 'string', default: 'wholefoods' },
      'demo-url': { type: 'string' },
      'sign-in': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stderr.write(`${usage}\n`);
    return undefined;
  }
  if (!/^(demo|amazon\.[a-z]{2,3}(\.[a-z]{2})?)$/.test(values.store)) {
    throw new Error(
      `unknown store \`${values.store}\`; expected demo or a domain such as amazon.com\n${usage}`,
    );
  }
  const grocery = groceries.find((it) => it === values.grocery);
  if (!grocery) {
    throw new Error(
      `unknown grocery business \`${values.grocery}\`; expected ${groceries.join(' or ')}\n${usage}`,
    );
  }
  return {
    store: values.store,
    grocery,
    dataDir: values['data-dir'],
    browserPath: values.browser,
    isSigningIn: values['sign-in'],
    demoUrl: demoUrlIn(values),
  };
}

/** Loopback only: what goes by the demo store's name must be one. */
function demoUrlIn(values: { readonly store: string; readonly 'demo-url'?: string }): string | undefined {
  const given = values['demo-url'];
  if (given === undefined) return undefined;
  const url = URL.parse(given);
  if (values.store === 'demo' && url?.protocol === 'http:' && url.hostname === '127.0.0.1') return url.origin;
  throw new Error(
    `unusable --demo-url \`${given}\`; expected http://127.0.0.1:PORT, with --store demo\n${usage}`,
  );
}

async function signInAndSay(cart: CartServer): Promise<void> {
  const view = await cart.signIn();
  const said =
    view.session === 'signed_in' ? `signed in as ${view.name ?? 'somebody'}` : (view.problem ?? view.session);
  process.stderr.write(`${said}\n`);
  if (view.session !== 'signed_in') process.exitCode = 1;
}

/** Joins stdin and stdout to the server; ends when the client closes stdin or the process is told to stop. */
async function serveUntilEnd(cart: CartServer): Promise<void> {
  const stdio = new StdioServerTransport();
  const ended = new Promise<void>((resolve) => {
    const end = () => resolve();
    for (const event of ['end', 'close'] as const) process.stdin.once(event, end);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
    stdio.onclose = end;
  });
  const channel = await cart.open({
    onMessage: (message) => void stdio.send(message as Parameters<typeof stdio.send>[0]), // the same JSON, typed twice
    onClose: () => void stdio.close(),
  });
  stdio.onmessage = (message) => channel.send(message as JsonRpcMessage); // the SDK parsed it as such
  stdio.onerror = (error) => stderrLog.warn(`a message could not be read: ${error.message}`);
  await stdio.start();
  await ended;
  await channel.close();
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
