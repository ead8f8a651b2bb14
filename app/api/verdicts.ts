import { ApiError } from '../../contract/errors.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import type { Handlers } from '../router.ts';

type Names =
  | 'approvals.resolve'
  | 'approvals.resolveMany'
  | 'approvals.suggestRule'
  | 'remembered.list'
  | 'remembered.revoke'
  | 'budgets.list'
  | 'calls.undo';

/** What a person answers, what of it is remembered, and what can be taken back. */
export function verdictHandlers(gateway: Gateway): Pick<Handlers, Names> {
  return {
    'approvals.resolve': ({ approvalId, verdict, word, arguments: changed, reach }, caller) => {
      const by = caller.surface;
      const said = word?.trim() || null;
      if (changed) {
        if (verdict !== 'approve' || reach) {
          throw new ApiError('invalid_input', '`arguments` go with `approve`, and without `reach`');
        }
        return gateway.approvals.approveChanged(approvalId, changed, said, by);
      }
      if (reach && (reach.kind === 'block') !== (verdict === 'deny')) {
        throw new ApiError('invalid_input', `\`${reach.kind}\` does not go with \`${verdict}\``);
      }
      return gateway.approvals.resolve(approvalId, verdict, said, by, reach);
    },
    'approvals.resolveMany': ({ approvalIds, verdict, word }, caller) =>
      [...new Set(approvalIds)].map((approvalId) => {
        try {
          const approval = gateway.approvals.resolve(
            approvalId,
            verdict,
            word?.trim() || null,
            caller.surface,
          );
          return { approvalId, approval, error: null };
        } catch (error) {
          if (error instanceof ApiError) return { approvalId, approval: null, error: error.message };
          throw error;
        }
      }),
    'approvals.suggestRule': ({ approvalId, rule }) => gateway.approvals.suggestRule(approvalId, rule),
    'remembered.list': () => gateway.remembered.list(),
    'remembered.revoke': ({ id }, caller) => {
      gateway.remembered.revoke(id, caller.surface);
      return {};
    },
    'budgets.list': () => gateway.budgets(),
    'calls.undo': ({ callId }, caller) => gateway.undo(callId, caller.surface),
  };
}
