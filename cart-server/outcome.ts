import { z } from 'zod';

/** How a tool call ended. Pinned: agents branch on these words. */
export const outcome = z.enum([
  'ok',
  'sign_in_required',
  'robot_check',
  'not_found',
  'out_of_stock',
  'choose_variant',
  'quantity_limited',
  'not_deliverable',
  /** The shop took the click, but the cart does not show it. */
  'not_added',
  /** The cart grew by more than was asked for: a click that was sent again, or somebody else. */
  'quantity_exceeded',
  /** What `not_added` is for adds, for every other change of the cart. */
  'not_changed',
  /** Dearer, or another offer, than what was approved: nothing was done. */
  'offer_changed',
  'page_not_understood',
  'timeout',
  /** The shop does not answer, or answers with an error. */
  'unreachable',
  /** No browser, or its profile is taken. */
  'browser_unavailable',
]);
export type Outcome = z.infer<typeof outcome>;
export type FailedOutcome = Exclude<Outcome, 'ok'>;

/** Why an operation in the shop could not go on, in words for the agent; the tool's result carries it. */
export class ShopFault extends Error {
  readonly outcome: FailedOutcome;
  readonly details: Readonly<Record<string, unknown>>;
  constructor(
    outcome: FailedOutcome,
    message: string,
    options: { cause?: unknown; details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'ShopFault';
    this.outcome = outcome;
    this.details = options.details ?? {};
  }
}
