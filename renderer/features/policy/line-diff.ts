/** One line of a comparison. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
  /** Line numbers, from 1; undefined on the side that does not have it. */
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/** Beyond this many comparisons, what differs is shown as replaced. */
const maxCells = 4_000_000;

/** How one text becomes another, line by line. */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const a = before.split('\n');
  const b = after.split('\n');
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  ) {
    tail += 1;
  }
  const same = (at: number, text: string, shift: number): DiffLine => ({
    ...{ kind: 'same', text, before: at + 1, after: at + 1 + shift },
  });
  return [
    ...a.slice(0, head).map((text, at) => same(at, text, 0)),
    ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail), head),
    ...a.slice(a.length - tail).map((text, at) => same(a.length - tail + at, text, b.length - a.length)),
  ];
}

function middle(a: readonly string[], b: readonly string[], offset: number): DiffLine[] {
  const lengths = a.length * b.length > maxCells ? undefined : commonLengths(a, b);
  const width = b.length + 1;
  const at = (i: number, j: number) => lengths?.[i * width + j] ?? 0;
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [removed, added] = [a[i], b[j]];
    if (lengths && removed !== undefined && removed === added) {
      lines.push({ kind: 'same', text: removed, before: offset + i + 1, after: offset + j + 1 });
      [i, j] = [i + 1, j + 1];
    } else if (removed !== undefined && (added === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: 'removed', text: removed, before: offset + i + 1, after: undefined });
      i += 1;
    } else {
      lines.push({ kind: 'added', text: added ?? '', before: undefined, after: offset + j + 1 });
      j += 1;
    }
  }
  return lines;
}

/** For each pair of places, how many lines the rests have in common. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint32Array {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const below = lengths[(i + 1) * width + j] ?? 0;
      const right = lengths[i * width + j + 1] ?? 0;
      const both = (lengths[(i + 1) * width + j + 1] ?? 0) + 1;
      lengths[i * width + j] = a[i] === b[j] ? both : Math.max(below, right);
    }
  }
  return lengths;
}

/** A run of lines that is shown, or one that is left out. */
export type DiffPart =
  | { readonly kind: 'lines'; readonly lines: readonly DiffLine[] }
  | { readonly kind: 'skipped'; readonly count: number };

/** Only what changed, with some lines around it. */
export function changedParts(lines: readonly DiffLine[], context: number): readonly DiffPart[] {
  const isNear = (at: number) =>
    lines.slice(Math.max(0, at - context), at + context + 1).some((it) => it.kind !== 'same');
  const parts: DiffPart[] = [];
  for (const [at, line] of lines.entries()) {
    const last = parts.at(-1);
    if (isNear(at)) {
      if (last?.kind === 'lines') parts[parts.length - 1] = { kind: 'lines', lines: [...last.lines, line] };
      else parts.push({ kind: 'lines', lines: [line] });
    } else if (last?.kind === 'skipped') parts[parts.length - 1] = { kind: 'skipped', count: last.count + 1 };
    else parts.push({ kind: 'skipped', count: 1 });
  }
  return parts;
}
