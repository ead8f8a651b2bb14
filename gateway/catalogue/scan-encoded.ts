import type { TextFinding } from '../../contract/catalogue.ts';
import { excerptAt } from '../../contract/visible-text.ts';

type Found = Omit<TextFinding, 'where'>;

const blob =
  /[A-Za-z0-9+/_-]{40,}={0,2}|(?:\\x[0-9a-f]{2}){8,}|(?:%[0-9a-f]{2}){8,}|(?:\\u[0-9a-f]{4}){6,}/gi;

/** Looks for text that has to be decoded to be read. */
export function scanEncoded(text: string): Found[] {
  for (const { 0: found, index } of text.matchAll(blob)) {
    const decoded = decode(found);
    if (decoded === undefined && !isNoise(found)) continue;
    return [
      {
        code: 'encoded',
        level: decoded === undefined ? 'note' : 'warning',
        text:
          decoded === undefined
            ? 'has a long run of characters that says nothing to a person'
            : `has encoded text, which reads \`${decoded.slice(0, 120)}\``,
        excerpt: excerptAt(text, index, Math.min(found.length, 80)),
      },
    ];
  }
  return [];
}

/** What it says, when that is readable. */
function decode(text: string): string | undefined {
  if (text.startsWith('%')) return readable(Buffer.from(text.replaceAll('%', ''), 'hex'));
  if (text.startsWith('\\x')) return readable(Buffer.from(text.replaceAll(/\\x/gi, ''), 'hex'));
  if (text.startsWith('\\u'))
    return readable(Buffer.from(text.replaceAll(/\\u/gi, ''), 'hex').swap16(), 'utf16le');
  if (/^[0-9a-f]+$/i.test(text) && text.length % 2 === 0) return readable(Buffer.from(text, 'hex'));
  return readable(Buffer.from(text, 'base64'));
}

function readable(bytes: Buffer, encoding: BufferEncoding = 'utf8'): string | undefined {
  const text = bytes.toString(encoding);
  return text.length >= 6 && /^[\x20-\x7E\n\t]+$/.test(text) ? text.replaceAll(/\s+/g, ' ') : undefined;
}

/** Letters of both cases and digits in a run are not words. Paths and identifiers have separators. */
function isNoise(text: string): boolean {
  return (
    text.length >= 64 && /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text) && !/[/_-]/.test(text)
  );
}
