/** The known name that a mistyped one most likely meant; undefined when none is close. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(Math.min(name.length, 40) / 3));
  let best: { name: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = distanceTo(candidate.toLowerCase(), name.toLowerCase(), limit);
    if (distance <= limit && (!best || distance < best.distance)) best = { name: candidate, distance };
  }
  return best?.name;
}

/** A name cut short is as near as a name mistyped once. */
function distanceTo(candidate: string, name: string, limit: number): number {
  if (name.length >= 3 && candidate.startsWith(name)) return candidate === name ? 0 : 1;
  return Math.abs(candidate.length - name.length) > limit ? Infinity : editDistance(name, candidate);
}

/** "did you mean `x`?", when there is a name to suggest. */
export function didYouMean(name: string, known: readonly string[]): string | undefined {
  const found = nearest(name, known);
  return found === undefined ? undefined : `did you mean \`${found}\`?`;
}

/** "a, b or c". */
export function orList(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let twoBefore: number[] = [];
  let before = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const replaced = (before[column - 1] ?? 0) + (isSame ? 0 : 1);
      let cost = Math.min((before[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, replaced);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, (twoBefore[column - 2] ?? 0) + 1);
      }
      current.push(cost);
    }
    twoBefore = before;
    before = current;
  }
  return before[b.length] ?? 0;
}
