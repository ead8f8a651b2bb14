import { EventEmitter } from 'node:events';
import { honest } from './honest.ts';

export interface FrameDouble {
  readonly frameTreeNodeId: number;
  readonly url: string;
  readonly origin: string;
  readonly parent: FrameDouble | null;
}
export interface InvokeEvent {
  readonly type: 'frame';
  readonly sender: object;
  readonly senderFrame: FrameDouble | null;
}
type Handler = (event: InvokeEvent, ...args: unknown[]) => unknown;

// Packages may listen for messages that no preload here can send: `ipcRenderer.send` is not part of the double.
class IpcMainDouble extends EventEmitter {
  readonly handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (this.handlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    }
    this.handlers.set(channel, handler);
  }

  removeHandler(channel: string): void {
    this.handlers.delete(channel);
  }
}

export const ipcMain = honest('ipcMain', new IpcMainDouble());

/** Delivers one message as the browser process would: both ways through the structured clone algorithm. */
export async function deliverInvoke(
  event: InvokeEvent,
  channel: string,
  args: readonly unknown[],
): Promise<unknown> {
  const handler = ipcMain.handlers.get(channel);
  if (!handler) throw new Error(`No handler registered for '${channel}'`);
  return structuredClone(await handler(event, ...structuredClone([...args])));
}
