import type { Reason } from '../../contract/model.ts';
import type { PolicyDocument } from '../../contract/policy-document.ts';
import type { CompiledCondition } from './conditions.ts';
import type { Quota } from './counters.ts';
import type { WindowAt } from './windows.ts';
import type { Zone } from './zone.ts';

/** A policy made ready: what does not depend on the call is done once per version. */
export interface CompiledPolicy {
  readonly document: PolicyDocument;
  readonly zone: Zone;
  readonly windowAt: WindowAt;
  readonly hide: { readonly names: ReadonlyMap<string, string>; readonly globs: readonly HideGlob[] };
  /** Each already joined with what holds for every call. */
  readonly tools: ReadonlyMap<string, CompiledRule>;
  /** For tools that the document does not list. */
  readonly unlisted: CompiledRule;
}

export interface HideGlob {
  readonly glob: string;
  readonly rule: string;
}

export interface CompiledRule {
  /** Where `action: "hide"` stands, when it does. */
  readonly hiddenBy: string | undefined;
  /** What the action or the default says before anything is compared. */
  readonly opening: Opening;
  /** In the order of evaluation: the tool's `require`, its `deny_if`, then those for every call. */
  readonly checks: readonly Check[];
  /** The tool's limits, rate limit and budgets, then those for every call. */
  readonly quotas: readonly Quota[];
  readonly questions: readonly Question[];
  /** A call that fits one of them is not asked about. */
  readonly exceptions: readonly Exception[];
  /** Whether conditions or amounts read `preview.*` in a way that changes the decision. */
  readonly isPreviewNeeded: boolean;
}

export interface Opening {
  readonly effect: Reason['effect'];
  readonly say: (tool: string) => Reason;
}

/** Conditions that belong together: all of them. */
export interface ConditionSet {
  /** JSON pointer. */
  readonly rule: string;
  readonly conditions: readonly CompiledCondition[];
}

export interface Check extends ConditionSet {
  readonly stance: 'require' | 'deny_if';
  readonly name: string | undefined;
  readonly onDeny: string | undefined;
}

/** What a person settled beforehand, for one grant, one definition of the tool and until a time where these are given. */
export interface Exception extends ConditionSet {
  readonly grant: string | undefined;
  readonly definition: string | undefined;
  readonly endsAt: number | undefined;
  readonly name: string | undefined;
}

/** One reason to ask a person; without conditions: always. */
export interface Question extends ConditionSet {
  readonly expiryMs: number | undefined;
  /** Said in place of the generated words. */
  readonly reason: string | undefined;
  /** What the tool does, said before the generated words where the question has none of its own. */
  readonly about: string | undefined;
}
