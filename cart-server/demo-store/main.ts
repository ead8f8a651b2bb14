import { parseArgs } from 'node:util';
import { systemClock } from '../stand-alone.ts';
import { startDemoStore } from './demo-store.ts';
import type { Switches } from './switches.ts';

const usage = 'usage: node cart-server/demo-store/main.ts [--port N] [--state FILE] [--switches JSON]';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    state: { type: 'string' },
    switches: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(usage);
} else {
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error(`\`${values.port}\` is not a port; ${usage}`);
  }
  const store = await startDemoStore({
    port,
    statePath: values.state ?? null,
    clock: systemClock,
    log: { warn: (message) => console.error(message) },
  });
  // Typed by hand at a shell: a wrong name has no effect, which is what the person then sees.
  if (values.switches !== undefined) store.switches.set(JSON.parse(values.switches) as Partial<Switches>);
  console.log(
    `demo store on ${store.url} – sign in as ${store.account.email} with ${store.account.password}`,
  );
  const stop = (): void => void store.close();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}
