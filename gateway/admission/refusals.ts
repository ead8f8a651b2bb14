import type { Decision, DecisionCode } from '../../contract/model.ts';

/** A denial that no rule of the policy made. */
export function plainDenial(code: DecisionCode, text: string, isRetryable: boolean): Decision {
  return {
    effect: 'deny',
    code,
    rule: '',
    text,
    reasons: [{ rule: '', effect: 'deny', code, text }],
    isRetryable,
  };
}

/** The record cannot be written, so nothing may happen. */
export function auditUnavailable(): Decision {
  return plainDenial(
    'audit_unavailable',
    'Checkstand cannot write its record (is the disk full?), and what cannot be recorded does not happen; ' +
      'ask the person to look at Checkstand, then repeat the call',
    true,
  );
}

/** The hold deadline came before a verdict; the approval stays open. */
export function stillPending(approvalId: string | null): Decision {
  const text =
    approvalId === null
      ? 'not decided yet (Checkstand is still looking up what the call would do); repeat the same call to keep waiting'
      : `not approved yet (approval #${approvalId} still pending in Checkstand); repeat the same call to keep waiting`;
  return { ...plainDenial('approval_pending', text, true), effect: 'ask' };
}

/** Nobody answered while the approval was open. */
export function approvalExpired(): Decision {
  return plainDenial(
    'approval_expired',
    'nobody answered before the approval expired; the call was not executed; repeat it to ask again',
    true,
  );
}

/** A look at what the call would do showed that nothing can come of it: nobody is asked, or any longer. */
export function futile(why: string): Decision {
  return plainDenial('cannot_evaluate', `no person was asked, since this call can only fail: ${why}`, true);
}

/** The app closes while a call waits. */
export function closing(approvalId: string | null): Decision {
  const open = approvalId === null ? '' : `approval #${approvalId} stays open: `;
  const text = `Checkstand is closing; the call was not executed; ${open}repeat the same call when Checkstand runs again`;
  return plainDenial('approval_pending', text, true);
}

/** The client left before it was known what its call would do. */
export function neverDecided(): Decision {
  return plainDenial('cannot_evaluate', 'the agent left before it was known what the call would do', true);
}
