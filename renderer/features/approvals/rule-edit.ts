import type { NarrowRule } from '../../../contract/model.ts';
import type { Condition } from '../../../contract/policy-document.ts';
import { conditionWords, opWords, pathWords } from '../../lib/policy/condition-words.ts';

const day = 24 * 60 * 60 * 1000;

/** For how long a rule can be made. */
export const terms = [
  { value: '1', label: '1 day' },
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '365', label: 'a year' },
  { value: 'open', label: 'until it is taken back' },
] as const;
export type Term = (typeof terms)[number]['value'];

/** When a rule that is made now with this term ends. */
export function untilOf(term: Term, now: number): number | null {
  return term === 'open' ? null : now + Number(term) * day;
}

/** Whether a person can set another bound in it; the rest of a condition is what it is about. */
export function isBound({ op, value }: Condition): boolean {
  return (op === 'lte' || op === 'gte') && (typeof value === 'number' || typeof value === 'string');
}

/** The bound as it is edited. */
export function boundText({ value }: Condition): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The words before the bound: "the price of one is at most". */
export function boundWords({ path, op }: Condition): string {
  const subject = path === 'preview.quantity' ? 'the quantity' : pathWords(path);
  return `${subject} ${op === 'exists' ? '' : opWords(op, false)}`;
}

/** The condition in words; the product is said by its title where that is known. */
export function wordsOf(condition: Condition, title: string | null): string {
  if (condition.path === 'preview.asin' && title !== null) return `the product is “${title}”`;
  return isBound(condition) ? `${boundWords(condition)} ${boundText(condition)}` : conditionWords(condition);
}

/** What an amount of the rule is in; null where it names none. */
export function currencyOf({ conditions }: NarrowRule): string | null {
  const found = conditions.find((it) => it.path === 'preview.currency')?.value;
  return typeof found === 'string' ? found : null;
}

/** The condition with another bound; undefined when the text is no number of that kind. */
export function withBound(condition: Condition, text: string): Condition | undefined {
  const plain = text.trim();
  // Whole numbers stay numbers, decimals stay exact text, as they were suggested.
  if (typeof condition.value === 'number') {
    const value = Number(plain);
    return plain !== '' && Number.isFinite(value) ? { ...condition, value } : undefined;
  }
  return /^\d{1,12}(\.\d{1,4})?$/.test(plain) ? { ...condition, value: plain } : undefined;
}

/** The conditions worth reading: what must merely not be negative or absent is kept, and the currency stands at the price. */
export function isPlain({ path, op, value }: Condition): boolean {
  return op !== 'exists' && path !== 'preview.currency' && !(op === 'gte' && value === 0);
}

export function withoutCondition(rule: NarrowRule, at: number): NarrowRule {
  return { ...rule, conditions: rule.conditions.toSpliced(at, 1) };
}

/** "It would have matched 3 of the 7 calls of the last 30 days." */
export function matchWords({ matched, calls }: { readonly matched: number; readonly calls: number }): string {
  if (calls === 0) return 'There are no such calls in the last 30 days to compare with.';
  const of = calls === 1 ? 'the one call' : `the ${calls} calls`;
  return `It would have matched ${matched === calls && calls > 1 ? 'all' : matched} of ${of} of this agent to this tool in the last 30 days.`;
}
