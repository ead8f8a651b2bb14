import type { Finding } from './conditions.ts';
import { display, nameOf, type Stance } from './words.ts';
import { weekdayNames } from './weekdays.ts';

/** What happened and what the rule says: "quantity is 12; the rule allows at most 10". */
export function explainFindings(stance: Stance, findings: readonly Finding[]): string {
  const facts = joined(findings.map(factText), ' and ');
  const phrases = findings.map((it) => it.condition.phrase);
  switch (stance) {
    case 'require':
      return `${facts}; the rule ${joined(phrases, ' and ')}`;
    case 'deny_if':
      return `${facts}; the rule refuses ${joined(phrases, ' together with ')}`;
    case 'ask':
      return `${facts}; the rule asks a person about ${joined(phrases, ' together with ')}`;
  }
}

/** Why a value could not be judged at all. */
export function explainIncomparable({ condition, path, found, judgement }: Finding): string {
  if (judgement === 'unknown') return `cannot compare ${nameOf(path)}: it could not be found out beforehand`;
  const wanted = condition.op === 'regex' ? 'a pattern' : display(condition.expected);
  return `cannot compare ${nameOf(path)}, which is ${display(found)}, with ${wanted}`;
}

function factText({ path, found }: Finding): string {
  const value = path === 'time.weekday' && typeof found === 'number' ? weekdayNames(found) : found;
  return `${nameOf(path)} is ${display(value)}`;
}

function joined(parts: readonly string[], glue: string): string {
  return parts.length === 1 ? (parts[0] ?? '') : [...new Set(parts)].join(glue);
}
