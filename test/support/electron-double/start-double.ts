import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { toPageUrl } from './addresses.ts';
import type { Control } from './control.ts';

type Answer<T> = T extends Promise<infer V> ? V : T;

type Operations = { readonly [name: string]: (...args: never[]) => unknown };

/** An app that runs on the double, in a process of its own as it would under Electron. */
export interface DoubleProcess<Ops extends Operations = Control> {
  ask<Op extends keyof Ops>(op: Op, ...args: Parameters<Ops[Op]>): Promise<Answer<ReturnType<Ops[Op]>>>;
  /** The live page of the window that shows this address. */
  page(appUrl: string): Promise<Page>;
  /** Settles when the process is gone. */
  readonly exited: Promise<number | null>;
  readonly stderr: () => string;
  kill(signal: NodeJS.Signals): void;
}

/** Starts `entry` with `electron` meaning the double. */
export function startDouble<Ops extends Operations = Control>(
  entry: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): DoubleProcess<Ops> {
  const child = fork(entry, argv, {
    execArgv: [
      '--disable-warning=ExperimentalWarning',
      '--import',
      fileURLToPath(new URL('./child.ts', import.meta.url)),
    ],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const ask = createAsk(child, exited, () => errors);
  let connected: Promise<Browser> | undefined;
  void exited.then(() => connected?.then((browser) => browser.close()).catch(() => undefined));
  return {
    // The operations of the entry are the caller's to name.
    ask: ask as DoubleProcess<Ops>['ask'],
    exited,
    stderr: () => errors,
    kill: (signal) => void child.kill(signal),
    async page(appUrl) {
      // The answer of `control.debuggingUrl`.
      connected ??= ask('debuggingUrl').then((url) => chromium.connectOverCDP(url as string));
      const browser = await connected;
      const context = browser.contexts()[0];
      if (!context) throw new Error('the browser of the double has no context');
      const isWanted = (page: Page): boolean => page.url().startsWith(toPageUrl(appUrl));
      for (;;) {
        const page = context.pages().find(isWanted);
        if (page) return page;
        if (!browser.isConnected()) throw new Error(`the app ended before it showed ${appUrl}:\n${errors}`);
        await nextChange(context, isWanted);
      }
    },
  };
}

/** A page that comes, or one that is there and goes elsewhere. */
function nextChange(
  context: ReturnType<Browser['contexts']>[number],
  isWanted: (page: Page) => boolean,
): Promise<unknown> {
  return Promise.race([
    context.waitForEvent('page', { timeout: 30_000 }),
    ...context.pages().map((page) => page.waitForURL(() => isWanted(page), { timeout: 30_000 })),
  ]).catch(() => undefined);
}

function createAsk(child: ChildProcess, exited: Promise<number | null>, errors: () => string) {
  let nextId = 1;
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  child.on('message', (answer: { id: number; value?: unknown; error?: string }) => {
    const settle = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.error === undefined) settle?.resolve(answer.value);
    else settle?.reject(new Error(answer.error));
  });
  void exited.then((code) => {
    for (const call of waiting.values()) call.reject(new Error(`the app exited with ${code}:\n${errors()}`));
  });
  return (op: string, ...args: unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      child.send({ id, op, args }, (error) => error && reject(error));
    });
}
