import './register.ts';
import { app } from './app.ts';
import { control, extraOps } from './control.ts';

/** Preloaded into the process under test: answers what the test asks of the desktop. */
process.on('message', (request: { id: number; op: string; args: never[] }) => {
  const run = async (): Promise<unknown> => {
    const known: Readonly<Record<string, (...args: never[]) => unknown>> = control;
    const op = extraOps.get(request.op) ?? known[request.op];
    if (!op) throw new Error(`no operation \`${request.op}\``);
    return op(...request.args);
  };
  run().then(
    (value) => process.send?.({ id: request.id, value }),
    (error: unknown) => process.send?.({ id: request.id, error: String(error) }),
  );
});
// A test that died must not leave an app and its Chromium behind.
process.on('disconnect', () => app.exit(1));
// The test's end of the channel must not keep a finished app alive.
process.channel?.unref();
