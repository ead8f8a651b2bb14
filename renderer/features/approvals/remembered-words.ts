import type { NarrowRule } from '../../../contract/model.ts';
import { currencyOf, isPlain, wordsOf } from './rule-edit.ts';

/** The conditions of a rule in words, the telling ones; all of them when none is. */
export function rememberedWords(rule: NarrowRule): string[] {
  const { conditions } = rule;
  const plain = conditions.filter(isPlain);
  const currency = currencyOf(rule);
  return (plain.length > 0 ? plain : conditions).map((it) => {
    const unit = /price|total/.test(it.path) && currency !== null ? ` ${currency}` : '';
    return wordsOf(it, null) + unit;
  });
}
