const quote = 0x22;
const backslash = 0x5c;

/** What one pass over the bytes of a JSON text tells. Counts are of the text, duplicates included. */
export interface JsonMeasure {
  readonly members: number;
  readonly depth: number;
}

/** Counts object members and nesting without building anything. The text must be valid JSON. */
export function measureJson(bytes: Buffer): JsonMeasure {
  let members = 0;
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    switch (bytes[at] ?? 0) {
      case quote:
        at = endOfString(bytes, at + 1);
        break;
      case 0x3a: // :
        members += 1;
        break;
      case 0x7b: // {
      case 0x5b: // [
        depth += 1;
        if (depth > deepest) deepest = depth;
        break;
      case 0x7d: // }
      case 0x5d: // ]
        depth -= 1;
        break;
    }
  }
  return { members, depth: deepest };
}

/** What routing and the record need of a message from an upstream. */
export interface Envelope {
  readonly id: string | number | null | undefined;
  readonly method: string | undefined;
  readonly hasResult: boolean;
  readonly hasError: boolean;
  /** `result.isError` is true. */
  readonly isError: boolean;
}

export interface EnvelopeScanner {
  push(chunk: Buffer): void;
  /** What was seen so far. */
  envelope(): Envelope;
  /** Forgets everything: a new message begins. */
  reset(): void;
}

/**
 * Reads the envelope of a JSON-RPC message from its bytes, chunk by chunk, without keeping or parsing them:
 * 5 MB cost a few milliseconds and no memory. Strings are skipped by searching for their closing quote.
 */
export function createEnvelopeScanner(): EnvelopeScanner {
  let depth = 0;
  let isInString = false;
  let isEscaped = false; // the previous chunk ended inside an escape
  let isKeyNext = false;
  let captured: string | undefined; // the text of the string or scalar being read, when it matters
  let key = '';
  let isInResult = false;
  let seen: { -readonly [K in keyof Envelope]: Envelope[K] } = nothingSeen();

  const matters = () => depth === 1 || (depth === 2 && isInResult);

  function endString(): void {
    isInString = false;
    if (captured === undefined) return;
    const text = captured;
    captured = undefined;
    if (isKeyNext) {
      key = text;
      isKeyNext = false;
      if (depth === 1) {
        if (text === 'result') seen.hasResult = true;
        else if (text === 'error') seen.hasError = true;
      }
    } else if (depth === 1 && (key === 'id' || key === 'method')) {
      const value = unescaped(text);
      if (key === 'id') seen.id = value;
      else seen.method = value;
    }
  }

  function endScalar(): void {
    if (captured === undefined) return;
    const text = captured;
    captured = undefined;
    if (depth === 2 && key === 'isError') seen.isError = text === 'true';
    else if (depth === 1 && key === 'id') seen.id = text === 'null' ? null : Number(text);
  }

  function skipString(chunk: Buffer, from: number): number {
    let start = from;
    if (isEscaped) {
      start += 1;
      isEscaped = false;
    }
    const end = endOfString(chunk, start);
    if (captured !== undefined && captured.length < 256) captured += chunk.toString('utf8', from, end);
    if (end < chunk.length) endString();
    else isEscaped = endsInEscape(chunk, start);
    return end;
  }

  return {
    push(chunk) {
      for (let at = 0; at < chunk.length; at += 1) {
        if (isInString) {
          at = skipString(chunk, at);
          continue;
        }
        const byte = chunk[at] ?? 0;
        switch (byte) {
          case quote:
            isInString = true;
            captured = matters() && (isKeyNext || key === 'id' || key === 'method') ? '' : undefined;
            break;
          case 0x7b: // {
            captured = undefined;
            depth += 1;
            if (depth === 2) isInResult = key === 'result';
            isKeyNext = matters();
            break;
          case 0x5b: // [
            captured = undefined;
            depth += 1;
            if (depth === 2) isInResult = false;
            isKeyNext = false;
            break;
          case 0x7d: // }
          case 0x5d: // ]
            endScalar();
            depth -= 1;
            if (depth === 1) isInResult = false;
            isKeyNext = false;
            break;
          case 0x2c: // ,
            endScalar();
            isKeyNext = matters();
            break;
          case 0x3a: // :
            captured = matters() && (key === 'id' || key === 'isError') ? '' : undefined;
            break;
          case 0x20:
          case 0x09:
          case 0x0a:
          case 0x0d:
            break;
          default:
            if (captured !== undefined && captured.length < 64) captured += String.fromCharCode(byte);
        }
      }
    },
    envelope: () => ({ ...seen }),
    reset() {
      depth = 0;
      isInString = isEscaped = isKeyNext = isInResult = false;
      captured = undefined;
      key = '';
      seen = nothingSeen();
    },
  };
}

/** The same JSON without line breaks: outside of strings they are white space, inside they cannot occur. */
export function onOneLine(json: Buffer): Buffer {
  if (json.indexOf(0x0a) < 0 && json.indexOf(0x0d) < 0) return json;
  const line = Buffer.from(json);
  for (let at = 0; at < line.length; at += 1) if (line[at] === 0x0a || line[at] === 0x0d) line[at] = 0x20;
  return line;
}

/** Index of the closing quote of a string whose content starts at `from`; the length when it does not end here. */
function endOfString(bytes: Buffer, from: number): number {
  for (let at = from; ; at += 1) {
    at = bytes.indexOf(quote, at);
    if (at < 0) return bytes.length;
    let escapes = 0;
    while (at - escapes > from && bytes[at - escapes - 1] === backslash) escapes += 1;
    if (escapes % 2 === 0) return at;
  }
}

function endsInEscape(bytes: Buffer, from: number): boolean {
  let escapes = 0;
  while (bytes.length - escapes > from && bytes[bytes.length - escapes - 1] === backslash) escapes += 1;
  return escapes % 2 === 1;
}

function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  try {
    return JSON.parse(`"${text}"`) as string; // a JSON string by construction
  } catch {
    return text;
  }
}

function nothingSeen(): Envelope {
  return { id: undefined, method: undefined, hasResult: false, hasError: false, isError: false };
}
