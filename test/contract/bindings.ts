import { reply as replySchema, type Push, type Reply } from '../../contract/bridge.ts';
import { vi } from 'vitest';
import { serveIpc } from '../../electron/ipc.ts';
import { channels } from '../../electron/channels.ts';
import { deliverInvoke } from '../support/electron-double/ipc.ts';
import { silentLog } from '../support/silent-log.ts';
import { consoleKey, openConsole } from '../support/console-socket.ts';
import { person, type StartedApp } from '../support/start-app.ts';

vi.mock('electron', () => import('../support/electron-double/electron.ts'));

/** A way for a surface to reach the app; the one contract holds on each. */
export interface Binding {
  readonly name: string;
  open(started: StartedApp): Promise<OpenBinding>;
}

export interface OpenBinding {
  /** Sends any value in place of a frame. */
  call(frame: unknown): Promise<Reply>;
  readonly pushes: readonly Push[];
  close(): Promise<void>;
}

const inProcess: Binding = {
  name: 'in process',
  async open({ app }) {
    const pushes: Push[] = [];
    const leave = app.subscribe((push) => pushes.push(push));
    return { call: (frame) => app.call(frame, person), pushes, close: async () => leave() };
  },
};

const webSocket: Binding = {
  name: 'WebSocket',
  async open({ ui }) {
    const socket = await openConsole(ui.url, await consoleKey(ui.oneTimeLink()));
    const pushes: Push[] = [];
    const waiting = new Map<number, (reply: Reply) => void>();
    let lastId = 0;
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as { id: number; reply: unknown } | { push: Push };
      if ('push' in message) pushes.push(message.push);
      else waiting.get(message.id)?.(replySchema.parse(message.reply));
    });
    return {
      call: (frame) =>
        new Promise((resolve) => {
          lastId += 1;
          waiting.set(lastId, resolve);
          const members = typeof frame === 'object' && frame !== null ? frame : { frame };
          socket.send(JSON.stringify({ id: lastId, ...members }));
        }),
      pushes,
      close: async () => socket.terminate(),
    };
  },
};

/** As from the main frame of the console's window, messages copied as between two processes. */
const ipc: Binding = {
  name: 'IPC',
  async open({ app }) {
    const pushes: Push[] = [];
    const frame = { frameTreeNodeId: 1, url: 'app://console/', origin: 'app://console', parent: null };
    const contents = {
      mainFrame: frame,
      send: (_channel: string, push: Push) => void pushes.push(structuredClone(push)),
    };
    const release = serveIpc({
      app,
      log: silentLog(),
      kindOf: (sender) => ((sender as unknown) === contents ? 'main' : undefined),
      listeners: () => [contents as never], // of the whole of WebContents, this is what is used
      onCall: () => undefined,
      shell: () => undefined,
    });
    const event = { type: 'frame', sender: contents, senderFrame: frame } as const;
    return {
      call: async (value) => replySchema.parse(await deliverInvoke(event, channels.call, [value])),
      pushes,
      close: async () => release(),
    };
  },
};

/** Every binding there is. */
export const bindings: readonly Binding[] = [inProcess, webSocket, ipc];
