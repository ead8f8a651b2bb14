/** A run of text that both have, or one of them. */
export interface DiffRun {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Beyond this many comparisons the whole is shown as replaced. */
const maxCells = 4_000_000;

/** How one text becomes another, word by word. */
export function diffWords(before: string, after: string): DiffRun[] {
  const [a, b] = [tokens(before), tokens(after)];
  if (a.length * b.length > maxCells) return joined([run('removed', before), run('added', after)]);
  const width = b.length + 1;
  const common = commonLengths(a, b);
  const runs: DiffRun[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [old, now] = [a[i], b[j]];
    if (old !== undefined && old === now) {
      runs.push(run('same', old));
      [i, j] = [i + 1, j + 1];
    } else if (
      old !== undefined &&
      (now === undefined || (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))
    ) {
      runs.push(run('removed', old));
      i += 1;
    } else {
      runs.push(run('added', now ?? ''));
      j += 1;
    }
  }
  return joined(runs);
}

const run = (kind: DiffRun['kind'], text: string): DiffRun => ({ kind, text });

function tokens(text: string): string[] {
  return text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];
}

/** For each pair of places, how many words the rests have in common. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint32Array {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
    }
  }
  return lengths;
}

/** Runs of one kind in one; what was taken away stands before what took its place. */
function joined(runs: readonly DiffRun[]): DiffRun[] {
  const result: DiffRun[] = [];
  for (const next of runs.filter((it) => it.text !== '')) {
    const last = result.at(-1);
    if (last?.kind === next.kind) result[result.length - 1] = run(next.kind, last.text + next.text);
    else result.push(next);
  }
  return result;
}
