import { mkdirSync, readdirSync, readFileSync, rmSync, watch, writeFileSync, type FSWatcher } from 'node:fs';
import { join, resolve } from 'node:path';
import { closeBrowser } from './browser.ts';
import { honest, HonestEmitter, nativeEvent } from './honest.ts';

const events = [
  ...['ready', 'before-quit', 'will-quit', 'quit', 'window-all-closed'],
  ...['activate', 'second-instance', 'web-contents-created'],
];
const secondStart = /^double-second-\d+\.json$/;

class AppDouble extends HonestEmitter {
  readonly isPackaged = false;
  name = 'electron';
  badgeCount = 0;
  loginItem: object | null = null;
  /** Null while it runs. */
  exitCode: number | null = null;
  isSandboxEnabled = false;
  private readonly paths = new Map<string, string>();
  private watcher: FSWatcher | undefined;
  private isReadyNow = false;

  constructor() {
    super('app', events);
    // Later than the entry's own turn, as Electron becomes ready only after the entry has run.
    setImmediate(() => {
      this.isReadyNow = true;
      this.emit('ready', {});
    });
  }

  whenReady(): Promise<void> {
    if (this.isReadyNow) return Promise.resolve();
    return new Promise((done) => this.once('ready', () => done()));
  }

  setName(name: string): void {
    this.name = name;
  }

  setAppUserModelId(_id: string): void {
    // Windows only.
  }

  enableSandbox(): void {
    if (this.isReadyNow) throw new Error('app.enableSandbox() can only be called before app is ready');
    this.isSandboxEnabled = true;
  }

  getVersion(): string {
    return '0.0.0-double';
  }

  getAppPath(): string {
    return resolve(import.meta.dirname, '../../..');
  }

  setPath(name: 'userData' | 'sessionData', path: string): void {
    this.paths.set(name, path);
  }

  getPath(name: string): string {
    const path = this.paths.get(name);
    if (path === undefined)
      throw new Error(`the Electron double has no path \`${name}\`: the app must set it`);
    return path;
  }

  setBadgeCount(count: number): boolean {
    this.badgeCount = count;
    return true;
  }

  setLoginItemSettings(settings: object): void {
    this.loginItem = settings;
  }

  /** A file stands for Electron's lock; who comes second leaves a note for who holds it. */
  requestSingleInstanceLock(): boolean {
    const folder = this.getPath('userData');
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'double-instance.lock');
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
    } catch {
      if (isAlive(Number(readFileSync(path, 'utf8')))) {
        const note = join(folder, `double-second-${process.pid}.json`);
        writeFileSync(note, JSON.stringify(process.argv));
        return false;
      }
      writeFileSync(path, String(process.pid));
    }
    this.watcher = watch(folder, () => this.readNotes(folder));
    return true;
  }

  private readNotes(folder: string): void {
    for (const name of readdirSync(folder).filter((it) => secondStart.test(it))) {
      const text = readFileSync(join(folder, name), 'utf8');
      // Seen between the making and the writing of the file: the writing tells again.
      if (text === '') continue;
      rmSync(join(folder, name));
      this.emit('second-instance', {}, JSON.parse(text), folder, null);
    }
  }

  quit(): void {
    const event = nativeEvent({});
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    const last = nativeEvent({});
    this.emit('will-quit', last);
    if (!last.defaultPrevented) this.exit(0);
  }

  exit(code = 0): void {
    if (this.exitCode !== null) return;
    this.exitCode = code;
    this.emit('quit', {}, code);
    this.watcher?.close();
    if (this.watcher) rmSync(join(this.getPath('userData'), 'double-instance.lock'), { force: true });
    void closeBrowser().finally(() => process.exit(code));
  }

  lastWindowClosed(): void {
    if (this.exitCode !== null) return;
    if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed');
    else this.quit();
  }
}

export const app = honest('app', new AppDouble());

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
