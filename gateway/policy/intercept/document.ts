import type { Place } from '../place.ts';

/** An Intercept policy as its file says it. Empty texts are what is left out there. */
export interface InterceptPolicy {
  readonly version: string;
  readonly description: string;
  readonly default: string;
  readonly hide: readonly { readonly name: string; readonly place: Place }[];
  readonly tools: readonly InterceptTool[];
  readonly approvalTimeout: string;
  readonly place: Place;
}

export interface InterceptTool {
  /** `*` stands for every tool. */
  readonly name: string;
  readonly rules: readonly InterceptRule[];
}

export interface InterceptRule {
  readonly place: Place;
  readonly name: string;
  readonly action: string;
  readonly conditions: readonly InterceptCondition[];
  readonly onDeny: string;
  readonly rateLimit: string;
  readonly state: InterceptState | undefined;
  readonly approvalTimeout: string;
}

export interface InterceptCondition {
  readonly place: Place;
  readonly path: string;
  readonly op: string;
  /** Not checked yet: anything that YAML can say. */
  readonly value: unknown;
}

export interface InterceptState {
  readonly place: Place;
  readonly counter: string;
  readonly window: string;
  /** Whole; 1 where the file says 0 or nothing, as there. */
  readonly increment: number;
  readonly incrementFrom: string;
}

/** Counters of rules for every tool live under this name. */
export const globalScope = '_global';

/** The name that a tool's counters live under. */
export function scopeOf({ name }: InterceptTool): string {
  return name === '*' ? globalScope : name;
}
