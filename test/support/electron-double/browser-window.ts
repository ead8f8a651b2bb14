import { checkOptions, honest, HonestEmitter, lacking, nativeEvent } from './honest.ts';
import { app } from './app.ts';
import { WebContentsDouble } from './web-contents.ts';

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

const knownOptions = [
  ...['title', 'x', 'y', 'width', 'height', 'minWidth', 'minHeight', 'show', 'alwaysOnTop', 'skipTaskbar'],
  ...['minimizable', 'maximizable', 'fullscreenable', 'autoHideMenuBar', 'icon', 'type', 'webPreferences'],
];
const knownPreferences = [
  ...['preload', 'contextIsolation', 'sandbox', 'nodeIntegration', 'nodeIntegrationInSubFrames'],
  ...[
    'nodeIntegrationInWorker',
    'webSecurity',
    'allowRunningInsecureContent',
    'webviewTag',
    'navigateOnDragDrop',
  ],
  ...['spellcheck', 'devTools', 'backgroundThrottling'],
];
const events = ['close', 'closed', 'ready-to-show', 'show', 'hide', 'focus', 'session-end'];

export interface WindowOptions extends Partial<Rectangle> {
  readonly title?: string;
  readonly show?: boolean;
  readonly alwaysOnTop?: boolean;
  readonly webPreferences?: Readonly<Record<string, unknown>> & { readonly preload?: string };
}

/** All windows that were ever made, in order; destroyed ones stay. */
export const windows: BrowserWindow[] = [];

/** A window without a screen: what would be seen of it is kept as facts, its page is a real one. */
export class BrowserWindow extends HonestEmitter {
  readonly webContents: WebContentsDouble;
  readonly options: WindowOptions;
  isOnTop: boolean;
  shownBy: 'show' | 'showInactive' | null = null;
  private bounds: Rectangle;
  private focused = false;
  private minimized = false;
  private destroyed = false;

  constructor(options: WindowOptions) {
    super('BrowserWindow', events);
    checkOptions('BrowserWindow', options, knownOptions);
    checkOptions('webPreferences', options.webPreferences ?? {}, knownPreferences);
    if (options.show !== false) throw lacking('BrowserWindow shown at once');
    if (!options.webPreferences?.preload) throw lacking('BrowserWindow without a preload');
    this.options = options;
    this.isOnTop = options.alwaysOnTop === true;
    const { x = 320, y = 140, width = 800, height = 600 } = options;
    this.bounds = { x, y, width, height };
    this.webContents = new WebContentsDouble(options.webPreferences.preload);
    app.emit('web-contents-created', {}, this.webContents);
    const self = honest('BrowserWindow', this);
    windows.push(self);
    return self;
  }

  async loadURL(url: string): Promise<void> {
    await this.applySize();
    await this.webContents.loadURL(url);
    if (!this.destroyed) this.emit('ready-to-show', {});
  }

  show(): void {
    this.shownBy = 'show';
    this.focused = true;
    this.emit('show', {});
  }

  showInactive(): void {
    this.shownBy = 'showInactive';
    this.emit('show', {});
  }

  hide(): void {
    this.shownBy = null;
    this.focused = false;
    this.emit('hide', {});
  }

  focus(): void {
    this.focused = true;
    this.emit('focus', {});
  }

  restore(): void {
    this.minimized = false;
  }

  /** For tests: the person minimizes it. */
  minimizeByHand(): void {
    this.minimized = true;
    this.focused = false;
  }

  isVisible(): boolean {
    return this.shownBy !== null && !this.destroyed;
  }

  isFocused(): boolean {
    return this.focused;
  }

  isMinimized(): boolean {
    return this.minimized;
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  getTitle(): string {
    return this.options.title ?? '';
  }

  getBounds(): Rectangle {
    return { ...this.bounds };
  }

  getNormalBounds(): Rectangle {
    return { ...this.bounds };
  }

  setBounds(bounds: Partial<Rectangle>): void {
    this.bounds = { ...this.bounds, ...bounds };
    void this.applySize();
  }

  setAlwaysOnTop(isOnTop: boolean, _level?: string): void {
    this.isOnTop = isOnTop;
  }

  close(): void {
    const event = nativeEvent({});
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.shownBy = null;
    this.webContents.destroy();
    this.emit('closed', {});
    if (windows.every((it) => it.isDestroyed())) app.lastWindowClosed();
  }

  private async applySize(): Promise<void> {
    const page = await this.webContents.page;
    const { width, height } = this.bounds;
    if (!page.isClosed()) await page.setViewportSize({ width, height });
  }
}
