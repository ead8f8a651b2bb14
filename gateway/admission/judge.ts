import type { Decision } from '../../contract/model.ts';
import type { ApprovalRecord, ApprovalsTable } from '../store/approvals-table.ts';
import { argumentsHash } from '../store/arguments-hash.ts';
import { hasPricedBudget, needsPreview } from '../policy/evaluate.ts';
import { answerOf, judgeCall, type FactsParts } from './facts.ts';
import type { ToolCall } from './gate.ts';

/** How calls would be decided as things stand. Records and reserves nothing. */
export interface Judge {
  judge(call: ToolCall): Decision;
  /** How it would come out if a person approved it with what this record says. */
  judgeApproved(call: ToolCall, record: ApprovalRecord): Decision;
  /** Whether it is looked up what the call would do before it is decided, because the policy wants to know. */
  wantsPreview(call: ToolCall): boolean;
}

interface Parts extends FactsParts {
  readonly approvals: ApprovalsTable;
  /** Whether an answer could settle a call of that tool that is remembered for a session. */
  readonly mayKnow: (call: ToolCall) => boolean;
}

export function createJudge(parts: Parts): Judge {
  function dueOf({ grantId, upstream, tool, arguments: args }: ToolCall): ApprovalRecord | undefined {
    return parts.approvals.due({ grantId, upstream, tool, argumentsHash: argumentsHash(args) });
  }

  return {
    judge(call) {
      const due = dueOf(call);
      return judgeCall(parts, call, { due, answer: answerOf(due), preview: undefined }).evaluation.decision;
    },
    judgeApproved(call, due) {
      const answer = { verdict: 'approve', word: null } as const;
      return judgeCall(parts, call, { due, answer, preview: undefined }).evaluation.decision;
    },
    wantsPreview(call) {
      const { upstream, tool, grantId } = call;
      if (!parts.hasPreview(upstream, tool)) return false;
      const policy = parts.policies.forCall(upstream, grantId)?.compiled;
      const isRead =
        needsPreview(policy, tool) ||
        parts.mayKnow(call) ||
        (hasPricedBudget(policy, tool) && isUnseen(dueOf(call)));
      return isRead && isOpenWithoutPreview(call);
    },
  };

  /** What is refused without looking is refused at once; one who waits already has been looked up. */
  function isOpenWithoutPreview(call: ToolCall): boolean {
    const due = dueOf(call);
    if (due) return isUnseen(due);
    const { decision } = judgeCall(parts, call, { due, answer: undefined, preview: undefined }).evaluation;
    return !decision.reasons.some(
      (it) => it.effect === 'deny' && it.code !== 'cannot_evaluate' && it.code !== 'spend',
    );
  }
}

/** Approved while it was still being looked up. One whose lookup failed was approved without a price, knowingly. */
function isUnseen(due: ApprovalRecord | undefined): boolean {
  return due?.view.state === 'approved' && due.view.preview === 'loading';
}
