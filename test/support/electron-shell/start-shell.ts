import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { buildPreloads } from '../../../scripts/build-electron.ts';
import type { Control, DesktopState } from '../electron-double/control.ts';
import { startDouble, type DoubleProcess } from '../electron-double/start-double.ts';
import type { stubOps } from './stub-entry.ts';

export type Shell = DoubleProcess<Control & typeof stubOps> & {
  approvalPage(): Promise<Page>;
  mainPage(): Promise<Page>;
  /** Settles with the desktop once it looks like that. */
  until(what: string, holds: (state: DesktopState) => boolean): Promise<DesktopState>;
};

export const approvalTitle = 'Checkstand: waiting for you';
export const mainTitle = 'Checkstand';

/** The built preloads and two tiny pages, as the shell finds them beside its bundle. */
export async function prepareShellFiles(dir: string): Promise<void> {
  await buildPreloads(dir);
  mkdirSync(join(dir, 'renderer'));
  for (const name of ['index', 'approval']) {
    writeFileSync(
      join(dir, 'renderer', `${name}.html`),
      `<!doctype html><title>${name}</title><ul></ul><script type="module" src="./page.js"></script>`,
    );
  }
  writeFileSync(join(dir, 'renderer', 'page.js'), pageScript);
  writeFileSync(join(dir, 'outside.html'), 'not of the console');
}

/** Lists what waits, with a button to approve each. */
const pageScript = `
  const list = document.querySelector('ul');
  const call = (name, input) => window.checkstand.call({ name, input });
  async function draw() {
    const { value } = await call('console.snapshot', {});
    list.replaceChildren(...value.approvals.filter((it) => it.state === 'pending').map((it) => {
      const button = document.createElement('button');
      button.textContent = 'Approve ' + it.id;
      button.onclick = () => call('approvals.resolve', { approvalId: it.id, verdict: 'approve' });
      const item = document.createElement('li');
      item.append(it.tool, button);
      return item;
    }));
    document.body.dataset.seq = value.seq;
  }
  window.checkstand.subscribe(() => void draw());
  void draw();
`;

/** Starts the shell on the double, around the app of the stub entry. */
export function startShell(
  files: string,
  dataDir: string,
  options: { flags?: readonly string[]; env?: Readonly<Record<string, string>> } = {},
): Shell {
  const entry = fileURLToPath(new URL('./stub-entry.ts', import.meta.url));
  const flags = [`--data-dir=${dataDir}`, ...(options.flags ?? [])];
  const shell = startDouble<Control & typeof stubOps>(entry, flags, {
    ELECTRON_STUB_FILES: files,
    ...options.env,
  });
  return {
    ...shell,
    approvalPage: () => shell.page('app://console/approval.html'),
    mainPage: () => shell.page('app://console/index.html'),
    async until(what, holds) {
      const deadline = AbortSignal.timeout(20_000);
      for (;;) {
        const state = await shell.ask('state');
        if (holds(state)) return state;
        if (deadline.aborted) throw new Error(`never: ${what}; last seen ${JSON.stringify(state)}`);
      }
    },
  };
}
