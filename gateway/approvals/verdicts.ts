import { ApiError, FutileCallError } from '../../contract/errors.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { ApprovalView, NarrowRule, Preview, Reach, Surface, Verdict } from '../../contract/model.ts';
import { withToolEffect } from '../../contract/policy-document.ts';
import type { ToolDefinition } from '../../contract/model.ts';
import type { Clock, Ids } from '../../contract/ports.ts';
import type { ArgumentCheck } from '../admission/argument-check.ts';
import { differenceBetween, expectedOf } from '../admission/expected.ts';
import type { ToolCall } from '../admission/gate.ts';
import type { Judge } from '../admission/judge.ts';
import type { PolicyBook } from '../admission/policy-book.ts';
import { compileNarrow, type NarrowTest } from '../policy/exceptions.ts';
import type { ApprovalRecord, ApprovalsTable } from '../store/approvals-table.ts';
import type { EventReader } from '../store/event-reader.ts';
import { withException } from './always-rules.ts';
import {
  applyPatch,
  changesOf,
  isEmptyPatch,
  patchBetween,
  touches,
  type ArgumentPatch,
} from './argument-patch.ts';
import type { Approvals } from './approvals.ts';
import type { Remembered } from './remembered.ts';
import { countMatches } from './rule-matches.ts';
import { suggestRule } from './suggest-rule.ts';

/** The answers that say more than yes or no. */
export interface Verdicts {
  /** Answers once. Throws `not_found`, or `conflict` saying how it was answered already. */
  resolve(
    approvalId: string,
    verdict: Verdict,
    word: string | null,
    by: Surface,
    reach?: Reach,
  ): ApprovalView;
  /**
   * Approves with other arguments: checked by the input schema, looked up and judged by the policy again first.
   * Rejects with `invalid_input` or `conflict` and leaves it pending when they cannot go through.
   */
  approveChanged(
    approvalId: string,
    args: JsonObject,
    word: string | null,
    by: Surface,
  ): Promise<ApprovalView>;
  /**
   * The narrow rule for an approval, or an edited one, with how many recorded calls it would have matched. Rejects with
   * `not_found`, `conflict` when no rule can be made of it, `invalid_input` when the edited one cannot be used.
   */
  suggestRule(
    approvalId: string,
    edited?: NarrowRule,
  ): Promise<{ rule: NarrowRule; matched: number; calls: number }>;
}

interface Parts {
  readonly approvals: Approvals;
  readonly table: ApprovalsTable;
  readonly remembered: Remembered;
  readonly policies: PolicyBook;
  readonly judge: Judge;
  readonly argumentCheck: ArgumentCheck;
  readonly definitionOf: (upstream: string, tool: string) => ToolDefinition | undefined;
  readonly hasPreview: (upstream: string) => boolean;
  readonly lookAgain: (call: ToolCall) => Promise<Preview | null>;
  readonly priceTolerancePercent: () => number;
  readonly reader: EventReader;
  readonly clock: Clock;
  readonly ids: Ids;
}

const longestSessionMs = 12 * 60 * 60 * 1000;

export function createVerdicts(parts: Parts): Verdicts {
  const { approvals, table, policies, clock } = parts;

  function find(approvalId: string): ApprovalRecord {
    const record = table.byId(approvalId);
    if (!record) throw new ApiError('not_found', `there is no approval \`${approvalId}\``);
    return record;
  }

  function suggest(approvalId: string): NarrowRule {
    const { view, pinnedArguments } = find(approvalId);
    const definition = parts.definitionOf(view.upstream, view.tool);
    const rule = suggestRule(view, pinnedArguments, definition, clock.now());
    if (typeof rule === 'string') throw new ApiError('conflict', `${rule}; approve it once instead`);
    return rule;
  }

  function ruleFor(
    approvalId: string,
    given: NarrowRule | undefined,
  ): { readonly rule: NarrowRule; readonly test: NarrowTest } {
    const rule = given ?? suggest(approvalId);
    const test = compileNarrow(rule.conditions);
    if ('fits' in test) return { rule, test };
    const [first] = test;
    throw new ApiError('invalid_input', `unusable rule: ${first?.pointer ?? ''} ${first?.message ?? ''}`, {
      problems: test,
    });
  }

  function approveForSession(
    approvalId: string,
    word: string | null,
    by: Surface,
    given?: NarrowRule,
  ): ApprovalView {
    const { view, sessionId, definitionHash } = find(approvalId);
    const { grantId, upstream, tool } = view;
    const { rule } = ruleFor(approvalId, given);
    const until = Math.min(rule.until ?? Infinity, clock.now() + longestSessionMs);
    const record = {
      view: {
        id: parts.ids.next(),
        kind: 'session' as const,
        upstream,
        tool,
        grantId,
        sessionId,
        rule: { ...rule, until },
        createdAt: clock.now(),
      },
      definitionHash,
    };
    return approvals.resolve(approvalId, 'approve', word, by, {
      reach: 'session',
      alsoWrite: () => parts.remembered.write(record),
      afterwards: () => parts.remembered.keep(record),
    });
  }

  function approveAlways(
    approvalId: string,
    word: string | null,
    by: Surface,
    given?: NarrowRule,
  ): ApprovalView {
    approvals.requirePending(approvalId);
    const { view, definitionHash } = find(approvalId);
    const { name, conditions, until } = ruleFor(approvalId, given).rule;
    const inForce = policies.forCall(view.upstream, view.grantId)?.view;
    if (!inForce)
      throw new ApiError('conflict', `there is no policy for \`${view.upstream}\` to write a rule into`);
    const except = {
      id: parts.ids.next(),
      name,
      grant: view.grantId,
      conditions,
      ...(until !== null && { until: new Date(until).toISOString() }),
      ...(definitionHash !== null && { definition: definitionHash }),
    };
    const document = withException(inForce.document, view.tool, except);
    // The rule first: should the answer fail then, the rule stands, is listed, and can be taken back.
    policies.save(inForce.upstream, inForce.grantId, document as JsonObject, `${by}, always: ${name}`); // a policy document is JSON
    return approvals.resolve(approvalId, 'approve', word, by, { reach: 'always' });
  }

  function denyAndBlock(approvalId: string, word: string | null, by: Surface): ApprovalView {
    const answered = approvals.resolve(approvalId, 'deny', word, by, { reach: 'block' });
    const { upstream, grantId, tool } = answered;
    const inForce = policies.forCall(upstream, grantId)?.view;
    const document = inForce && withToolEffect(inForce.document, tool, 'deny');
    // Hidden meanwhile, or without any policy: blocked already.
    if (document) policies.save(upstream, inForce.grantId, document as JsonObject, `${by}, blocked ${tool}`); // a policy document is JSON
    return answered;
  }

  /** The call as far as it was recorded. What waits, and what repeats, is judged by what it really sends. */
  function callOf({ view, sessionId }: ApprovalRecord): ToolCall {
    const { grantId, grantName, client, upstream, tool } = view;
    const definition = parts.definitionOf(upstream, tool);
    return {
      grantId,
      grantName,
      client,
      sessionId,
      upstream,
      tool,
      arguments: view.arguments,
      definition,
      hasProgressToken: false,
    };
  }

  /** What the changed call would do; a refusal when that is not what the person has seen. */
  async function lookAtChanged(record: ApprovalRecord, patch: ArgumentPatch): Promise<Preview | undefined> {
    const { view, pinnedArguments } = record;
    const { goods } = view;
    if (!goods || !parts.hasPreview(view.upstream)) return undefined;
    const isChosenAnew = Object.keys(view.arguments).some(
      (name) => pinnedArguments && !Object.hasOwn(pinnedArguments, name) && touches(patch, name),
    );
    const base = isChosenAnew ? view.arguments : (pinnedArguments ?? view.arguments);
    const call = { ...callOf(record), arguments: applyPatch(patch, base) };
    const found = await parts.lookAgain(call).catch((error: unknown) => {
      if (error instanceof FutileCallError) throw new ApiError('conflict', `not approved: ${error.message}`);
      throw error;
    });
    if (!found) {
      throw new ApiError(
        'conflict',
        'it cannot be looked up now what the changed call would do; try again, or deny it',
      );
    }
    const expected = expectedOf(goods, parts.priceTolerancePercent());
    const { asin, priceMinor, currency, seller } = found.goods;
    const isAsShown =
      !expected ||
      (asin === goods.asin &&
        currency === goods.currency &&
        seller === goods.seller &&
        priceMinor !== null &&
        priceMinor <= Number(expected['maxPriceMinor']));
    if (isAsShown) return found;
    if (asin === goods.asin) approvals.showPreview(view.id, found);
    throw new ApiError('conflict', `not approved: ${differenceBetween(goods, found.goods)}; look again`);
  }

  return {
    async suggestRule(approvalId, edited) {
      const { view } = find(approvalId);
      const { rule, test } = ruleFor(approvalId, edited);
      const counted = await countMatches({
        reader: parts.reader,
        about: view,
        test,
        now: clock.now(),
        definition: parts.definitionOf(view.upstream, view.tool),
        goodsOf: (id) => table.byId(id)?.view.goods ?? null,
        hasPreview: parts.hasPreview,
      });
      return { rule, ...counted };
    },
    resolve(approvalId, verdict, word, by, reach) {
      switch (reach?.kind) {
        case undefined:
          return approvals.resolve(approvalId, verdict, word, by);
        case 'session':
          return approveForSession(approvalId, word, by, reach.rule);
        case 'always':
          return approveAlways(approvalId, word, by, reach.rule);
        case 'block':
          return denyAndBlock(approvalId, word, by);
      }
    },
    async approveChanged(approvalId, args, word, by) {
      // What is being looked up is the unchanged call: its price must not pass for that of the changed one.
      await approvals.lookUp(approvalId);
      const record = find(approvalId);
      approvals.requirePending(approvalId);
      const { view } = record;
      const patch = patchBetween(view.arguments, args);
      if (typeof patch === 'string') throw new ApiError('invalid_input', patch);
      if (isEmptyPatch(patch)) return approvals.resolve(approvalId, 'approve', word, by);
      const call = callOf(record);
      const problem =
        call.definition && parts.argumentCheck(call.definition, applyPatch(patch, view.arguments));
      if (problem) {
        throw new ApiError(
          'invalid_input',
          `the changed arguments do not fit the tool's input schema: ${problem}`,
        );
      }
      const found = await lookAtChanged(record, patch);
      const goods = found ? { ...found.goods, pictureId: view.goods?.pictureId ?? null } : view.goods;
      const pinnedArguments = found ? found.pinnedArguments : record.pinnedArguments;
      const changed = { ...record, view: { ...view, goods }, pinnedArguments, patch };
      const decision = parts.judge.judgeApproved(call, changed);
      if (decision.effect === 'deny') {
        throw new ApiError('conflict', `the policy refuses the changed call: ${decision.text}`);
      }
      return approvals.resolve(approvalId, 'approve', word, by, {
        patch,
        changes: changesOf(patch, view.arguments),
        ...(found && { preview: found }),
      });
    },
  };
}
