import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type { Bridge, CallFrame, Push, Reply, ShellApi } from '../contract/bridge.ts';
import { channels, type ShellAction } from './channels.ts';

/** Gives the page `window.checkstand` and `window.shell`. Runs in a sandboxed preload: no Node in here. */
export function expose(call: Bridge['call'] = callMain): void {
  contextBridge.exposeInMainWorld('checkstand', { call, subscribe } satisfies Bridge);
  contextBridge.exposeInMainWorld('shell', {
    platform: process.platform,
    closeWindow: () => ask('close_window'),
    openMainWindow: () => ask('open_main_window'),
  } satisfies ShellApi);
}

export function callMain(frame: CallFrame): Promise<Reply> {
  return ipcRenderer.invoke(channels.call, frame) as Promise<Reply>; // `ipc.ts` answers replies only
}

function subscribe(listener: (push: Push) => void): () => void {
  // The event stays here: it would hand the page the raw ipcRenderer.
  const relay = (_event: IpcRendererEvent, push: Push) => listener(push);
  ipcRenderer.on(channels.push, relay);
  return () => {
    ipcRenderer.off(channels.push, relay);
  };
}

function ask(action: ShellAction): void {
  // Nothing to wait for: the window's own change is the answer.
  void ipcRenderer.invoke(channels.shell, action);
}
