import { WebSocket } from 'ws';
import {
  reply as replySchema,
  socketKeyPrefix,
  socketProtocol,
  type Push,
  type Reply,
} from '../../contract/bridge.ts';
import { person, type StartedApp } from '../support/start-app.ts';

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

/** Every binding there is. */
export const bindings: readonly Binding[] = [inProcess, webSocket];

/** Trades a one-time link for a key, as the page does. */
export async function consoleKey(link: string): Promise<string> {
  const { origin, hash } = new URL(link);
  const answer = await fetch(`${origin}/ticket`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ ticket: hash.slice('#ticket='.length) }),
  });
  if (!answer.ok) throw new Error(`the ticket was answered ${answer.status}`);
  return ((await answer.json()) as { key: string }).key;
}

/** Opens the WebSocket as the page does. Rejects when it is turned away. */
export function openConsole(url: string, key: string): Promise<WebSocket> {
  const socket = new WebSocket(url.replace('http', 'ws'), [socketProtocol, socketKeyPrefix + key], {
    origin: url,
  });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
  });
}
