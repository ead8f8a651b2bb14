import { readFileSync } from 'node:fs';
import type { Frame, Page, Request as PageRequest, Route } from 'playwright-core';
import { originOf, toAppUrl, toPageUrl } from './addresses.ts';
import { openPage } from './browser.ts';
import { honest, HonestEmitter, lacking, nativeEvent } from './honest.ts';
import { deliverInvoke, type FrameDouble } from './ipc.ts';
import { pageRuntime } from './page-runtime.ts';
import { isRequestAllowed, protocol } from './session.ts';

const events = [
  'will-navigate',
  'will-frame-navigate',
  'will-attach-webview',
  'did-start-navigation',
  'did-finish-load',
  'did-fail-load',
  'render-process-gone',
  'unresponsive',
  'destroyed',
];
const binding = '__electronDouble';
const delivery = '__electronDoubleDelivery';

/** Asked of anything that wants out: requests that neither `app:` answered nor the app refused. */
export const leakedRequests: string[] = [];
/** Windows that pages tried to open, and whether they were allowed to. */
export const openedUrls: string[] = [];

let nextId = 1;

/** One page: a real Chromium tab whose requests, preload and messages go the way they go in Electron. */
export class WebContentsDouble extends HonestEmitter {
  readonly id = nextId++;
  readonly page: Promise<Page>;
  readonly mainFrame: FrameDouble;
  readonly self: this;
  private readonly frames = new WeakMap<Frame, FrameDouble>();
  private windowOpenHandler: ((details: { url: string }) => { action: 'allow' | 'deny' }) | undefined;
  /** The navigation that the app itself asked for. */
  private expected: string | undefined;
  private current: Page | undefined;
  private outbox: Promise<unknown> = Promise.resolve();
  private destroyed = false;

  constructor(preload: string) {
    super('webContents', events);
    this.self = honest('webContents', this);
    const openedPage = () => this.current;
    const url = () => toAppUrl(openedPage()?.url() ?? '');
    this.mainFrame = {
      frameTreeNodeId: this.id * 1000,
      parent: null,
      get url() {
        return url();
      },
      get origin() {
        return originOf(url());
      },
    };
    this.page = this.open(preload);
    return this.self;
  }

  private async open(preload: string): Promise<Page> {
    const page = await openPage();
    this.current = page;
    this.frames.set(page.mainFrame(), this.mainFrame);
    await page.exposeBinding(binding, ({ frame }, message: PageMessage) => this.receive(frame, message));
    await page.addInitScript({ content: preloadScript(preload) });
    await page.route('**/*', (route, request) => this.answer(route, request));
    page.on('popup', (popup) => {
      openedUrls.push(popup.url());
      void popup.close();
    });
    page.on('crash', () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 }));
    return page;
  }

  async loadURL(url: string): Promise<void> {
    const page = await this.page;
    await this.navigate(url, () => page.goto(toPageUrl(url)));
  }

  reload(): void {
    void this.page.then((page) =>
      this.navigate(toAppUrl(page.url()), () => page.reload()).catch(() => undefined),
    );
  }

  private async navigate(url: string, go: () => Promise<unknown>): Promise<void> {
    this.expected = url;
    try {
      await go();
      this.emit('did-finish-load', {});
    } catch (error) {
      if (this.destroyed) return;
      this.emit('did-fail-load', {}, -2, 'ERR_FAILED', url, true, 0, 0);
      throw new Error(`ERR_FAILED (-2) loading '${url}'`, { cause: error });
    } finally {
      this.expected = undefined;
    }
  }

  /** In order, as over one pipe; lost when no page is there, as in Electron. */
  send(channel: string, ...args: unknown[]): void {
    if (this.destroyed) throw new Error('Object has been destroyed');
    const message = structuredClone(args);
    const page = this.current;
    if (!page) return;
    this.outbox = this.outbox.then(() =>
      page
        .evaluate(
          ([key, name, values]) => {
            const deliver = (
              window as unknown as Record<string, ((name: string, values: unknown[]) => void) | undefined>
            )[key];
            deliver?.(name, values);
          },
          [delivery, channel, message] as const,
        )
        .catch(() => undefined),
    );
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: 'allow' | 'deny' }): void {
    this.windowOpenHandler = handler;
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  getURL(): string {
    return toAppUrl(this.current?.url() ?? '');
  }

  /** For the window: the page is gone for good. */
  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.emit('destroyed', {});
    void this.page.then((page) => page.close().catch(() => undefined));
  }

  /** What the browser process would make of a frame of this page. */
  frameOf(frame: Frame): FrameDouble {
    const known = this.frames.get(frame);
    if (known) return known;
    const parent = frame.parentFrame();
    const url = toAppUrl(frame.url());
    const made: FrameDouble = {
      frameTreeNodeId: this.id * 1000 + (nextFrame += 1),
      url,
      // A frame without a place of its own (srcdoc, about:blank) has its parent's origin.
      origin: url.startsWith('about:') && parent ? this.frameOf(parent).origin : originOf(url),
      parent: parent ? this.frameOf(parent) : null,
    };
    this.frames.set(frame, made);
    return made;
  }

  private async receive(frame: Frame, message: PageMessage): Promise<unknown> {
    if (message.kind === 'open') {
      openedUrls.push(message.url);
      if (this.windowOpenHandler?.({ url: message.url }).action !== 'deny')
        throw lacking('allowed window.open');
      return undefined;
    }
    const event = { type: 'frame', sender: this.self, senderFrame: this.frameOf(frame) } as const;
    try {
      return { value: await deliverInvoke(event, message.channel, message.args) };
    } catch (error) {
      return { error: String(error) };
    }
  }

  private async answer(route: Route, request: PageRequest): Promise<void> {
    const url = toAppUrl(request.url());
    const isMainFrame = request.isNavigationRequest() && request.frame() === this.current?.mainFrame();
    if (request.isNavigationRequest() && !this.mayNavigate(url, isMainFrame)) return route.abort('aborted');
    if (isMainFrame) this.emit('did-start-navigation', { url, isMainFrame, isSameDocument: false });
    if (!(await isRequestAllowed(url, request.method(), request.resourceType()))) {
      return route.abort('blockedbyclient');
    }
    const handler = protocol.handlers.get(new URL(url).protocol.slice(0, -1));
    if (!handler) {
      leakedRequests.push(url);
      return route.abort('internetdisconnected');
    }
    const response = await handler(new Request(url, { method: request.method() }));
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  }

  private mayNavigate(url: string, isMainFrame: boolean): boolean {
    if (isMainFrame && url === this.expected) return true;
    const event = nativeEvent({ url, isMainFrame, isSameDocument: false });
    this.emit('will-frame-navigate', event);
    if (isMainFrame && !event.defaultPrevented) this.emit('will-navigate', event);
    return !event.defaultPrevented;
  }
}

let nextFrame = 0;

type PageMessage =
  | { readonly kind: 'open'; readonly url: string }
  | { readonly kind: 'invoke'; readonly channel: string; readonly args: readonly unknown[] };

function preloadScript(preload: string): string {
  const config = JSON.stringify({ platform: process.platform, binding, delivery });
  const code = readFileSync(preload, 'utf8');
  return `(${pageRuntime.toString()})(${config}, function (require, module, exports, process) {${code}\n});`;
}
