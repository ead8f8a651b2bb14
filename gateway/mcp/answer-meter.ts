import { createEnvelopeScanner, type Envelope } from './json-scan.ts';
import { endOfLine } from './sse-split.ts';

/** Watches the bytes of an answer go by and tells how the request ended. Keeps nothing. */
export interface AnswerMeter {
  readonly bytes: number;
  /** Events carried ids: the upstream may end the stream and send the rest to a GET with `Last-Event-ID`. */
  readonly isResumable: boolean;
  push(chunk: Buffer): void;
  /** The envelope of the response; undefined while none was complete. Of a JSON body: call at its end. */
  response(): Envelope | undefined;
}

export function createJsonMeter(): AnswerMeter {
  const scanner = createEnvelopeScanner();
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    isResumable: false,
    push(chunk) {
      bytes += chunk.length;
      scanner.push(chunk);
    },
    response: () => asResponse(scanner.envelope()),
  };
}

/** For an event stream: each event is a message, and one of them the response. */
export function createSseMeter(): AnswerMeter {
  const scanner = createEnvelopeScanner();
  const field: number[] = [];
  let line: 'field' | 'data' | 'other' = 'field';
  let isAfterCr = false;
  let isResumable = false;
  let bytes = 0;
  let response: Envelope | undefined;

  function endLine(): void {
    if (String.fromCharCode(...field.slice(0, 3)) === 'id:') isResumable = true;
    const isEventOver = line === 'field' && field.length === 0;
    if (isEventOver) {
      response ??= asResponse(scanner.envelope());
      scanner.reset();
    }
    line = 'field';
    field.length = 0;
  }

  return {
    get bytes() {
      return bytes;
    },
    get isResumable() {
      return isResumable;
    },
    push(chunk) {
      bytes += chunk.length;
      for (let at = 0; at < chunk.length;) {
        const byte = chunk[at] ?? 0;
        if (byte === 0x0a || byte === 0x0d) {
          if (byte === 0x0d || !isAfterCr) endLine();
          isAfterCr = byte === 0x0d;
          at += 1;
          continue;
        }
        isAfterCr = false;
        if (line === 'field') {
          field.push(byte);
          at += 1;
          if (field.length === 5) line = String.fromCharCode(...field) === 'data:' ? 'data' : 'other';
        } else {
          const end = endOfLine(chunk, at);
          if (line === 'data') scanner.push(chunk.subarray(at, end));
          at = end;
        }
      }
    },
    response: () => response,
  };
}

function asResponse(envelope: Envelope): Envelope | undefined {
  const { method, hasResult, hasError } = envelope;
  return method === undefined && (hasResult || hasError) ? envelope : undefined;
}
