import { createContext, use } from 'react';
import type { JsonObject, JsonValue } from '../../../../contract/json.ts';
import { getAt, type JsonPath } from '../../../lib/policy/json-path.ts';
import type { PathOption } from '../../../lib/policy/path-options.ts';
import type { Subject } from './rule-draft.ts';

/** What every part of the form works on: the draft of one rule, as JSON. */
export interface RuleForm {
  readonly subject: Subject;
  readonly rule: JsonObject;
  /** The rule as it was when the draft began. */
  readonly before: JsonObject;
  /** What conditions may look at. */
  readonly options: readonly PathOption[];
  /** For new budgets. */
  readonly currency: string;
  /** The JSON pointer of a place of the rule. */
  pointer(path: JsonPath): string;
  /** What is wrong at a place, in words, if that should be said already. */
  problemAt(path: JsonPath): string | null;
  set(path: JsonPath, value: JsonValue | undefined): void;
  /** Changes the rule, then leads the focus to a place in it. */
  change(rule: JsonObject, focus?: JsonPath): void;
}

export const RuleFormContext = createContext<RuleForm | null>(null);

export function useRuleForm(): RuleForm {
  const form = use(RuleFormContext);
  if (!form) throw new Error('no rule form above this component');
  return form;
}

/** The value at a place of the rule. */
export function useValue(path: JsonPath): JsonValue | undefined {
  return getAt(useRuleForm().rule, path);
}
