import type { UpstreamLogLine } from '../../contract/model.ts';
import type { Clock } from '../../contract/ports.ts';
import { hidden } from './secret-words.ts';

/** The last that an upstream said of itself and that happened to it. In memory: it is for whoever looks for a fault. */
export interface UpstreamLog {
  add(from: UpstreamLogLine['from'], text: string): void;
  lines(): UpstreamLogLine[];
  /** The text without this upstream's secrets. */
  redact(text: string): string;
}

const maxLines = 200;
const maxLineLength = 2_000;

export function createUpstreamLog(clock: Clock, secrets: readonly string[]): UpstreamLog {
  const lines: UpstreamLogLine[] = [];
  // A secret that contains another one must go first.
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  const redact = (text: string) =>
    longestFirst.reduce((left, secret) => left.replaceAll(secret, hidden), text);
  return {
    add(from, text) {
      for (const line of text.split(/\r?\n/).map(withoutColours)) {
        if (line.trim() === '') continue;
        const shown = redact(line);
        const cut = shown.length > maxLineLength ? `${shown.slice(0, maxLineLength)}${hidden}` : shown;
        lines.push({ at: clock.now(), from, text: cut });
      }
      if (lines.length > maxLines) lines.splice(0, lines.length - maxLines);
    },
    lines: () => [...lines],
    redact,
  };
}

/* eslint-disable no-control-regex -- they begin with a control character */
const colours = /\u001b\[[0-9;?]*[A-Za-z]/g;
const controls = /[\u0000-\u0008\u000b-\u001f\u007f]/g;
/* eslint-enable no-control-regex */

/** Without the sequences by which terminals are coloured and moved about. */
export function withoutColours(text: string): string {
  return text.replaceAll(colours, '').replaceAll(controls, '');
}
