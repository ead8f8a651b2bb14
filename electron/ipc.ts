import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import type { App } from '../app/app.ts';
import type { Reply } from '../contract/bridge.ts';
import type { Log, Release } from '../contract/ports.ts';
import { callers } from './callers.ts';
import { channels, shellActions, type ShellAction } from './channels.ts';
import { consoleOrigin } from './protocol.ts';

export type WindowKind = 'main' | 'approval';

export interface IpcParts {
  readonly app: Pick<App, 'call' | 'subscribe'>;
  readonly log: Log;
  /** Our windows by their contents; anything else is a stranger. */
  readonly kindOf: (contents: WebContents) => WindowKind | undefined;
  /** The contents that pushes go to. */
  readonly listeners: () => Iterable<WebContents>;
  /** A page of ours called: it is alive and can answer. */
  readonly onCall: (contents: WebContents) => void;
  readonly shell: (action: ShellAction, kind: WindowKind) => void;
}

/** Binds the application API to the windows. The only user of `ipcMain`. */
export function serveIpc({ app, log, kindOf, listeners, onCall, shell }: IpcParts): Release {
  /** Every handler goes through here, so none can forget to ask who is calling. */
  const handle = (
    channel: string,
    answer: (kind: WindowKind, input: unknown, contents: WebContents) => unknown,
  ): void => {
    ipcMain.handle(channel, (event, ...inputs: unknown[]) => {
      const kind = trustedKind(event, kindOf);
      if (kind) return answer(kind, inputs[0], event.sender);
      log.warn('refused a message from a page that is not ours', { channel, url: event.senderFrame?.url });
      return refusal;
    });
  };

  handle(channels.call, (kind, frame, contents) => {
    onCall(contents);
    return app.call(frame, callers[kind]);
  });
  handle(channels.shell, (kind, action) => {
    const known = shellActions.find((it) => it === action);
    if (known) shell(known, kind);
  });
  // electron-store tells every page that asks where the data folder is; none of ours has to.
  ipcMain.removeAllListeners('electron-store-get-data');
  const unsubscribe = app.subscribe((push) => {
    for (const contents of listeners()) contents.send(channels.push, push);
  });

  return () => {
    unsubscribe();
    ipcMain.removeHandler(channels.call);
    ipcMain.removeHandler(channels.shell);
  };
}

const refusal: Reply = {
  ok: false,
  error: { code: 'forbidden', message: 'only the main frame of a Checkstand window may call' },
};

/** The window that sent it; undefined unless it is the main frame of one of ours, showing our page. */
function trustedKind(event: IpcMainInvokeEvent, kindOf: IpcParts['kindOf']): WindowKind | undefined {
  const { sender, senderFrame } = event;
  // Null when the frame is gone or has navigated since: then nobody can say who asked.
  if (!senderFrame) return undefined;
  if (senderFrame.frameTreeNodeId !== sender.mainFrame.frameTreeNodeId) return undefined;
  if (senderFrame.origin !== consoleOrigin) return undefined;
  return kindOf(sender);
}
