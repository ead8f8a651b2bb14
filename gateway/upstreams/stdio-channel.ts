import type { UpstreamSpec } from '../../contract/model.ts';
import type { Clock, Log } from '../../contract/ports.ts';
import { onOneLine } from '../mcp/json-scan.ts';
import type { OpenChannel } from './channel.ts';
import { frameOf } from './frame.ts';
import { createLineSplitter } from './line-splitter.ts';
import { createStderrTail } from './stderr-tail.ts';
import type { SearchPath } from './search-path.ts';
import { describeExit, endProcess, startProcess } from './stdio-process.ts';
import type { UpstreamLog } from './upstream-log.ts';

const newline = Buffer.from('\n');
const maxMessageBytes = 64 * 1024 * 1024;

export interface StdioChannelParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly searchPath: SearchPath;
  readonly upstreamLog: UpstreamLog;
  /** A process began or is gone: so many run more. */
  readonly onProcess: (change: 1 | -1) => void;
}

/** Connects to a server by starting its command: a process for each channel (MCP transports, "stdio"). */
export function openStdioChannel(
  spec: Extract<UpstreamSpec, { kind: 'stdio' }>,
  { clock, log, searchPath, upstreamLog, onProcess }: StdioChannelParts,
): OpenChannel {
  return async (listener) => {
    const child = await startProcess(spec, searchPath);
    onProcess(1);
    child.once('exit', () => onProcess(-1));
    const stderr = createStderrTail(child.stderr, {
      onLine: (line) => upstreamLog.add('stderr', line),
      redact: upstreamLog.redact,
    });
    let isOver = false;
    const end = (what: string) => {
      if (isOver) return;
      isOver = true;
      listener.onClose(`${what}${stderr.inWords()}`);
      void endProcess(child, clock); // never rejects; what the process started must not outlive it
    };
    const splitter = createLineSplitter((line) => {
      if (isOver) return;
      const frame = frameOf(line);
      const { method, hasResult, hasError } = frame.envelope;
      if (method !== undefined || hasResult || hasError) listener.onFrame(frame);
      // Many servers print a greeting to stdout; it is noise, not the end.
      else log.warn('an upstream wrote something else than a message', { upstream: spec.name });
    }, maxMessageBytes);
    child.stdout.on('data', (chunk: Buffer) => {
      if (!splitter.push(chunk)) end(`it sent a message over ${maxMessageBytes} bytes`);
    });
    child.stdin.on('error', () => {}); // EPIPE: its exit tells more
    child.on('error', (error) => end(error.message));
    // `close` comes after the last of stderr, unless a child of it keeps the pipes open.
    child.once('exit', (code, signal) => clock.after(200, () => end(describeExit(code, signal))));
    child.once('close', (code, signal) => end(describeExit(code, signal)));
    return {
      send({ bytes }) {
        if (isOver || !child.stdin.writable) return;
        child.stdin.write(Buffer.concat([onOneLine(bytes), newline]));
      },
      async close() {
        isOver = true;
        await endProcess(child, clock);
      },
    };
  };
}
