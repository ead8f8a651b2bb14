import type { WebContents } from 'electron';
import type { App } from '../app/app.ts';
import type { Release } from '../contract/ports.ts';

/** Tells the app which windows could answer an approval: those whose page runs, and only while it runs. */
export function createSurfaces(app: Pick<App, 'attachSurface'>): { seen(contents: WebContents): void } {
  const attached = new WeakMap<WebContents, Release>();
  const watched = new WeakSet<WebContents>();

  const lose = (contents: WebContents): void => {
    attached.get(contents)?.();
    attached.delete(contents);
  };
  return {
    // A page that called is a page that runs: a window that failed to load shows nothing and must not count.
    seen(contents) {
      if (!attached.has(contents)) attached.set(contents, app.attachSurface());
      if (watched.has(contents)) return;
      watched.add(contents);
      contents.on('render-process-gone', () => lose(contents));
      contents.on('destroyed', () => lose(contents));
      contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
        if (isMainFrame && !isSameDocument) lose(contents);
      });
    },
  };
}
