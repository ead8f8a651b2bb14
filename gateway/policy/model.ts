import type { JsonObject } from '../../contract/json.ts';
import type { Decision } from '../../contract/model.ts';

/** A call as the policy sees it. */
export interface PolicyCall {
  readonly upstream: string;
  readonly grantId: string;
  readonly sessionId: string | null;
  readonly tool: {
    readonly name: string;
    readonly category?: string;
    readonly risk?: string;
    readonly definition_changed?: boolean;
  };
  /** The hash of the tool's definition, when known. */
  readonly definitionHash?: string;
  readonly args: JsonObject;
  readonly client: { readonly name?: string; readonly version?: string; readonly grant: string };
}

/** A counter that a rule needs. `key` is unique for counter, scope and window length. */
export interface CounterRef {
  readonly key: string;
  readonly window:
    | { readonly kind: 'fixed'; readonly startAt: number; readonly endAt: number }
    | { readonly kind: 'sliding'; readonly seconds: number };
}

/** What a counter holds now. Decimal string; `oldestAt`: the oldest hit inside a sliding window. */
export interface CounterValue {
  readonly value: string;
  readonly oldestAt?: number;
}

/** Everything that a decision may know beside the call and the policy. */
export interface Facts {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly isPaused: boolean;
  readonly counters: ReadonlyMap<string, CounterValue>;
  readonly preview?: JsonObject;
  /** It was asked for and could not be made: rules that read it refuse (or ask) instead of not matching. */
  readonly isPreviewFailed?: boolean;
  readonly session?: JsonObject;
  /** The name of a remembered answer that this call fits: then it is not asked about. */
  readonly settled?: string;
  /** The person's answer to this very call, when there is one. */
  readonly approval?: { readonly verdict: 'approve' | 'deny'; readonly word: string | null };
}

/** What an allowed (or asked) call takes from a counter, in the deciding transaction. */
export interface Reservation {
  readonly ref: CounterRef;
  /** Decimal string, never negative. */
  readonly amount: string;
  /** `successes`: given back when the result has isError. */
  readonly count: 'calls' | 'successes';
  /** For spend: the path in the result that says what was really spent. */
  readonly settle?: string;
  readonly currency?: string;
}

/** The decision and, when it is `allow`, what to reserve. */
export interface Evaluation {
  readonly decision: Decision;
  readonly reservations: readonly Reservation[];
  /** How long the approval stays, from the rule, in milliseconds. */
  readonly approvalExpiryMs?: number;
}
