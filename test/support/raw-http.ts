import { connect, type Socket } from 'node:net';

/** What came back for bytes that may be no HTTP at all. */
export interface RawReply {
  /** 0 when the connection was closed without an answer. */
  readonly status: number;
  readonly body: string;
}

/** Sends raw bytes to a port of this machine, over connections that are kept while the server keeps them. */
export interface RawHttp {
  /**
   * One whole request: its framing is right. Rejects when no answer comes in `timeoutMs`. Of a stream that stays open
   * the head is the answer.
   */
  exchange(request: Buffer, staysOpen: boolean): Promise<RawReply>;
  /** Bytes of any kind: nothing follows them, and the answer ends with the connection. */
  blurt(bytes: Buffer): Promise<RawReply>;
  close(): void;
}

export function rawHttp(port: number, timeoutMs: number): RawHttp {
  const idle: Socket[] = [];

  function send(socket: Socket, bytes: Buffer, kind: 'call' | 'stream' | 'last'): Promise<RawReply> {
    return new Promise((resolve, reject) => {
      let received: Buffer = Buffer.alloc(0);
      const timer = setTimeout(() => {
        finish();
        socket.destroy();
        reject(
          new Error(
            `no answer in ${timeoutMs} ms to ${JSON.stringify(bytes.toString('latin1').slice(0, 2_000))}`,
          ),
        );
      }, timeoutMs);
      const finish = () => {
        clearTimeout(timer);
        socket.removeAllListeners('data').removeAllListeners('close');
      };
      socket.on('data', (chunk: Buffer) => {
        received = Buffer.concat([received, chunk]);
        if (kind === 'last') return;
        const reply = replyIn(received, kind === 'stream');
        if (!reply) return;
        finish();
        if (reply.isOver) idle.push(socket);
        else socket.destroy();
        resolve(reply);
      });
      socket.on('close', () => {
        finish();
        resolve(replyIn(received, true) ?? { status: 0, body: '' });
      });
      if (kind === 'last') socket.end(bytes);
      else socket.write(bytes);
    });
  }

  function open(): Socket {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => undefined); // a reset is an answer too; 'close' follows
    return socket;
  }

  return {
    exchange(request, staysOpen) {
      let socket = idle.pop();
      while (socket?.destroyed || socket?.readableEnded) socket = idle.pop();
      return send(socket ?? open(), request, staysOpen ? 'stream' : 'call');
    },
    blurt: (bytes) => send(open(), bytes, 'last'),
    close: () => idle.forEach((socket) => socket.destroy()),
  };
}

/** The reply at the beginning of what was received; undefined while more is to come. */
function replyIn(
  received: Buffer,
  isHeadEnough: boolean,
): (RawReply & { readonly isOver: boolean }) | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = received.toString('latin1', 0, end);
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? NaN);
  // Such as "100 Continue": the answer itself follows.
  if (status < 200) return replyIn(received.subarray(end + 4), isHeadEnough);
  const body = received.subarray(end + 4);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  const isKept = !/\r\nconnection: *close/i.test(head);
  if (length !== undefined) {
    if (body.length < Number(length)) return undefined;
    return { status, body: body.toString('utf8', 0, Number(length)), isOver: isKept };
  }
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) {
    const text = body.toString('utf8');
    if (text.endsWith('0\r\n\r\n')) return { status, body: text, isOver: isKept };
    return isHeadEnough ? { status, body: text, isOver: false } : undefined;
  }
  return { status, body: body.toString('utf8'), isOver: isKept };
}
