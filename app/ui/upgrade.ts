import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Authority } from '../../contract/api.ts';
import { socketKeyPrefix, socketProtocol } from '../../contract/bridge.ts';
import type { SettingsData } from '../../contract/settings.ts';
import type { Caller } from '../app.ts';
import type { KeyHolder } from './console-keys.ts';
import { bearerOf, checkHost, checkOrigin, type Turned } from './guards.ts';

/** Checks Host, Origin and key, in this order, before anything is accepted. */
export function admitUpgrade(
  request: IncomingMessage,
  port: number,
  holderOf: (key: string) => KeyHolder | undefined,
): Turned | { holder: KeyHolder } {
  const bearer = bearerOf(request);
  const turned =
    checkHost(request.headers, port) ??
    // Browsers always send an Origin here; only a program with the key in a header may leave it out.
    checkOrigin(request.headers, bearer === undefined ? 'refused' : 'allowed');
  if (turned) return turned;
  const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((it) => it.trim());
  if (!protocols.includes(socketProtocol))
    return { status: 400, message: `expected the subprotocol ${socketProtocol}` };
  const key = bearer ?? protocols.find((it) => it.startsWith(socketKeyPrefix))?.slice(socketKeyPrefix.length);
  const holder = key === undefined ? undefined : holderOf(key);
  return holder
    ? { holder }
    : { status: 401, message: 'no key, or one of an earlier run: open the console by a new link' };
}

/**
 * What a holder may do now. The operator key lies in shells, where agents may look: it manages, but it approves
 * only if the person said so.
 */
export function callerOf(holder: KeyHolder, settings: Pick<SettingsData, 'isShellApproving'>): Caller {
  if (holder === 'console') return { surface: 'console', authorities: all };
  return { surface: 'shell', authorities: settings.isShellApproving ? all : allButApprove };
}
const all: ReadonlySet<Authority> = new Set(['view', 'manage', 'approve']);
const allButApprove: ReadonlySet<Authority> = new Set(['view', 'manage']);

/** Answers an upgrade that is turned away, and lets the stream go. */
export function rejectUpgrade(stream: Duplex, { status, message }: Turned): void {
  const body = `${message}\n`;
  stream.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    () => stream.destroy(),
  );
}
