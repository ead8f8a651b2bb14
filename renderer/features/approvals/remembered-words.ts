import type { NarrowRule } from '../../../contract/model.ts';
import { isPlain, wordsOf } from './rule-edit.ts';

/** The conditions of a rule in words, the telling ones; all of them when none is. */
export function rememberedWords({ conditions }: NarrowRule): string[] {
  const plain = conditions.filter(isPlain);
  return (plain.length > 0 ? plain : conditions).map((it) => wordsOf(it, null));
}
