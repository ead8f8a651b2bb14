import { parseArgs } from 'node:util';
import { systemClock } from '../stand-alone.ts';
import { startDemoStore } from './demo-store.ts';
import { parseSwitches } from './switches.ts';

const usage = 'usage: node cart-server/demo-store/main.ts [--port N] [--state FILE] [--switches JSON]';

try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(usage);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      state: { type: 'string' },
      switches: { type: 'string', default: '{}' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(usage);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`\`${values.port}\` is not a port`);
  const switches = parseSwitches(values.switches);
  const store = await startDemoStore({
    port,
    statePath: values.state ?? null,
    clock: systemClock,
    log: { warn: (message) => console.error(message) },
  });
  store.switches.set(switches);
  const { email, password } = store.account;
  console.log(`demo store on ${store.url} – sign in as ${email} with ${password}`);
  // Closing the server lets the process end by itself.
  const stop = (): void => void store.close();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}
