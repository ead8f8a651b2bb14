import type { Scope, Window } from '../../contract/policy-document.ts';
import type { Amount } from './amounts.ts';
import type { Decimal } from './decimal.ts';
import type { CounterRef, PolicyCall } from './model.ts';
import type { EvaluationScope } from './scope.ts';
import type { WindowAt } from './windows.ts';

/** Something that can be used up: a limit, a rate limit or a budget. */
export interface Quota {
  readonly kind: 'limit' | 'rate_limit' | 'spend';
  /** JSON pointer. */
  readonly rule: string;
  /** What the document calls the rule. */
  readonly name: string | undefined;
  /** As the document names it; shown, and part of the key. */
  readonly counter: string;
  readonly scope: Scope;
  readonly window: Window;
  readonly windowKey: string;
  readonly max: Decimal;
  /** Digits after the point when shown; those of the currency for money. */
  readonly digits: number;
  readonly amountOf: (scope: EvaluationScope) => Amount;
  readonly count: 'calls' | 'successes';
  readonly currency: string | undefined;
  readonly settle: string | undefined;
  readonly onDeny: string | undefined;
  /** Takes its amount from what a preview finds. */
  readonly readsPreview: boolean;
}

/** The counter that a quota counts in, for this call at this time. */
export function counterRef(windowAt: WindowAt, quota: Quota, call: PolicyCall, now: number): CounterRef {
  const { window } = quota;
  return {
    key: counterKey(quota, call),
    window: typeof window === 'number' ? { kind: 'sliding', seconds: window } : windowAt(window, now),
  };
}

/** The key of a quota's newest call: asked for again and again by the same client for the same tool. */
const newestKeys = new WeakMap<Quota, { readonly call: Holder; readonly key: string }>();
type Holder = Pick<PolicyCall, 'grantId' | 'sessionId' | 'upstream'> & { readonly tool: string };

function counterKey(quota: Quota, call: PolicyCall): string {
  const known = newestKeys.get(quota);
  if (known && isSameHolder(known.call, call)) return known.key;
  const key = keyFor(quota, call);
  const { grantId, sessionId, upstream, tool } = call;
  newestKeys.set(quota, { call: { grantId, sessionId, upstream, tool: tool.name }, key });
  return key;
}

/** Whether two calls differ in nothing that a key could name. */
function isSameHolder(a: Holder, b: PolicyCall): boolean {
  const isSameClient = a.grantId === b.grantId && a.sessionId === b.sessionId;
  return isSameClient && a.upstream === b.upstream && a.tool === b.tool.name;
}

/** Unambiguous: every part is escaped, so no name can reach into the next part. */
function keyFor(quota: Quota, call: PolicyCall): string {
  const { kind, counter, currency, windowKey } = quota;
  const head = currency === undefined ? kind : `${kind}:${currency}`;
  return `${head}|${holder(quota, call)}|${windowKey}|${escaped(counter)}`;
}

function holder({ kind, scope }: Quota, call: PolicyCall): string {
  const { grantId, upstream, sessionId } = call;
  switch (scope) {
    case 'session':
      if (sessionId !== null) return `session|${escaped(grantId)}|${escaped(sessionId)}`;
      return `grant|${escaped(grantId)}|${escaped(upstream)}`;
    case 'grant': {
      const grant = `grant|${escaped(grantId)}|${escaped(upstream)}`;
      return kind === 'rate_limit' ? `${grant}|${escaped(call.tool.name)}` : grant;
    }
    case 'upstream':
      return `upstream|${escaped(upstream)}`;
    case 'all':
      return 'all';
  }
}

function escaped(part: string): string {
  return part.includes('|') || part.includes('%') ? part.replaceAll('%', '%25').replaceAll('|', '%7C') : part;
}
