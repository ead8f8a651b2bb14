import type {
  Condition,
  ConditionGroup,
  Conditions,
  PolicyDocument,
  ToolRule,
} from '../../../contract/policy-document.ts';
import { placeIn, type Place } from '../place.ts';

/** A condition and where it stands. */
export interface Site {
  readonly condition: Condition;
  readonly pointer: string;
}

/** Conditions that must all hold together: one entry of `require`, `deny_if`, `approval.when` or `.unless`. */
export interface Group {
  readonly pointer: string;
  readonly sites: readonly Site[];
}

/** The rules of one tool, or those for every call, laid out for the checks. */
export interface Section {
  /** Undefined: the rules for every call. */
  readonly tool: string | undefined;
  readonly rule: ToolRule;
  readonly place: Place;
  readonly requirements: readonly Group[];
  readonly denials: readonly Group[];
  readonly questions: readonly Group[];
  /** What is not asked about. */
  readonly exceptions: readonly Group[];
}

/** Tools in the order of the document, then what holds for every call. */
export function sectionsOf(document: PolicyDocument): readonly Section[] {
  const root = placeIn([]);
  const tools = Object.entries(document.tools ?? {}).map(([tool, rule]) =>
    sectionOf(tool, rule, root.at('tools', tool)),
  );
  const common = document.all_tools && sectionOf(undefined, document.all_tools, root.at('all_tools'));
  return common ? [...tools, common] : tools;
}

/** "`add_to_cart`", or "every tool". */
export function subjectOf({ tool }: Section): string {
  return tool === undefined ? 'every tool' : `\`${tool}\``;
}

function sectionOf(tool: string | undefined, rule: ToolRule, place: Place): Section {
  return {
    tool,
    rule,
    place,
    requirements: groupsOf(rule.require ?? [], place.at('require')),
    denials: groupsOf(rule.deny_if ?? [], place.at('deny_if')),
    questions: entriesOf(rule.approval?.when ?? [], place.at('approval', 'when')),
    exceptions: entriesOf(rule.approval?.unless ?? [], place.at('approval', 'unless')),
  };
}

function groupsOf(rules: Conditions, place: Place): readonly Group[] {
  return rules.map((rule: Condition | ConditionGroup, at) => {
    const here = place.at(at);
    return 'conditions' in rule
      ? { pointer: here.pointer, sites: sitesOf(rule.conditions, here.at('conditions')) }
      : { pointer: here.pointer, sites: [{ condition: rule, pointer: here.pointer }] };
  });
}

function entriesOf(
  entries: readonly { readonly conditions: readonly Condition[] }[],
  place: Place,
): readonly Group[] {
  return entries.map(({ conditions }, at) => {
    const here = place.at(at);
    return { pointer: here.pointer, sites: sitesOf(conditions, here.at('conditions')) };
  });
}

function sitesOf(conditions: readonly Condition[], place: Place): readonly Site[] {
  return conditions.map((condition, at) => ({ condition, pointer: place.at(at).pointer }));
}
