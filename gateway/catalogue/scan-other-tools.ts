import type { TextFinding } from '../../contract/catalogue.ts';
import { excerptAt } from '../../contract/visible-text.ts';

/** The tools beside the one that is looked at. */
export interface Neighbours {
  /** Of the same upstream. */
  readonly own: readonly string[];
  /** Of other upstreams. */
  readonly others: readonly string[];
}

/**
 * A description that speaks of tools of another upstream can bend what the model does with those. Of its own
 * neighbours, honest ones speak too ("see `list_items`"): that is a note where it gives orders, else nothing.
 */
export function scanOtherTools(
  text: string,
  tool: string,
  { own, others }: Neighbours,
): Omit<TextFinding, 'where'>[] {
  const ownNames = new Set(own);
  const foreign = placeOf(
    text,
    others.filter((it) => it !== tool && !ownNames.has(it)),
  );
  if (foreign) {
    const isOrder = isOrdered(text, foreign.at);
    return [
      {
        code: 'other_tool',
        level: isOrder ? 'alarm' : 'warning',
        text: isOrder
          ? `gives orders about \`${foreign.name}\`, a tool of another upstream`
          : `speaks of \`${foreign.name}\`, a tool of another upstream`,
        excerpt: excerptAt(text, foreign.at, foreign.name.length),
      },
    ];
  }
  const near = placeOf(
    text,
    own.filter((it) => it !== tool),
  );
  if (!near || !isOrdered(text, near.at)) return [];
  return [
    {
      code: 'other_tool',
      level: 'note',
      text: `tells the model to call \`${near.name}\``,
      excerpt: excerptAt(text, near.at, near.name.length),
    },
  ];
}

/** Only names that are no plain words: `fetch` or `search` stand in any text. */
function placeOf(text: string, names: readonly string[]): { name: string; at: number } | undefined {
  for (const name of names) {
    if (!/[a-z\d][_\-.][a-z\d]|[a-z][A-Z]/i.test(name) || !/[_\-.]|[a-z][A-Z]/.test(name)) continue;
    const at = text.indexOf(name);
    if (at < 0) continue;
    const isWhole = !/[\w-]/.test(text[at - 1] ?? '') && !/[\w-]/.test(text[at + name.length] ?? '');
    if (isWhole) return { name, at };
  }
  return undefined;
}

function isOrdered(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 80), at);
  const after = text.slice(at, at + 120);
  return (
    /\b(?:must|always|never|do not|don't|should|have to|need to|be sure to|make sure)\b/i.test(before) ||
    /^\S{1,80}.{0,20}\b(?:must|always|never|should (?:also|always|first)|has to)\b/i.test(after) ||
    /\b(?:when|whenever|before|after|every time)\b.{0,30}\b(?:call|calling|use|using|invoke|run)\b.{0,20}$/i.test(
      before,
    )
  );
}
