import type { Decision, Verdict } from '../../contract/model.ts';

/** What no policy could change: the pause switch, a grant that ended, an agent that left before it was decided. */
export function isOutsidePolicy({ code, rule, reasons }: Decision): boolean {
  if (code === 'paused' || code === 'audit_unavailable') return true;
  if (rule !== '') return false;
  return code === 'denied' || (code === 'cannot_evaluate' && reasons.every((it) => it.code === code));
}

/**
 * The answer that a recorded first decision already carries: a person's that was waiting for this call, or a no
 * because nobody was there to ask (or because the arguments could not work). Undefined: none.
 */
export function answerIn({ effect, code, reasons }: Decision): Verdict | undefined {
  const wasAsked = reasons.some((it) => it.effect === 'ask');
  if (effect === 'allow') return wasAsked ? 'approve' : undefined;
  if (effect === 'ask') return undefined;
  const isPolicys = reasons.some((it) => it.effect === 'deny' && it.code !== 'approval_denied');
  return code === 'approval_denied' || (wasAsked && !isPolicys) ? 'deny' : undefined;
}
