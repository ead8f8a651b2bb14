import { WebSocket } from 'ws';
import { socketKeyPrefix, socketProtocol, ticketPath } from '../../contract/bridge.ts';

/** Trades a one-time link for a key, as the page does. */
export async function consoleKey(link: string): Promise<string> {
  const { origin, hash } = new URL(link);
  const answer = await fetch(new URL(ticketPath, origin), {
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

/** The code a WebSocket was closed with; 1006 when it was cut off, by a reset too. */
export function closeCode(socket: WebSocket): Promise<number> {
  socket.on('error', () => undefined); // 'close' follows
  return new Promise((resolve) => {
    if (socket.readyState === WebSocket.CLOSED) resolve(1006);
    else socket.once('close', (code) => resolve(code));
  });
}
