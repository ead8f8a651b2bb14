import type { BudgetView, GrantView } from '../contract/model.ts';
import type { PolicyBook } from './admission/policy-book.ts';
import type { Reservations } from './admission/reservations.ts';
import { counterRef, type Quota } from './policy/counters.ts';
import type { CompiledPolicy } from './policy/compiled-policy.ts';
import { formatDecimal, parseDecimal } from './policy/decimal.ts';
import type { PolicyCall } from './policy/model.ts';
import type { CountersTable } from './store/counters-table.ts';

interface Parts {
  readonly policies: PolicyBook;
  readonly grants: () => readonly GrantView[];
  readonly counters: CountersTable;
  readonly reservations: Pick<Reservations, 'heldIn'>;
  readonly now: () => number;
}

/** Every budget of the policies in force as it stands now: each counter once, a grant's own for each live grant. */
export function budgetsOf({ policies, grants, counters, reservations, now: clock }: Parts): BudgetView[] {
  const now = clock();
  const live = grants().filter(
    ({ revokedAt, expiresAt }) => revokedAt === null && (expiresAt ?? Infinity) > now,
  );
  const found = new Map<string, BudgetView>();
  for (const { upstream, grantId } of policies.list()) {
    const policy = policies.find(upstream, grantId)?.compiled;
    if (!policy) continue;
    const holders = live.filter(
      (it) =>
        it.upstreams.includes(upstream) &&
        (grantId === null ? !policies.find(upstream, it.id) : it.id === grantId),
    );
    for (const quota of budgetsIn(policy)) {
      // A session's budget ends with it: nobody could look at a bar for it.
      if (quota.scope === 'session') continue;
      const isOwn = quota.scope === 'grant';
      for (const holder of isOwn ? holders.map((it) => it.id) : ['']) {
        const ref = counterRef(policy.windowAt, quota, callOf(upstream, holder), now);
        const known = found.get(ref.key);
        // Two rules on one counter: the tighter one is what stops a call first.
        if (known && Number(known.max) <= Number(maxOf(quota))) continue;
        found.set(ref.key, {
          upstream,
          grantId: isOwn ? holder : null,
          counter: quota.counter,
          window: typeof quota.window === 'number' ? `${quota.window} s` : quota.window,
          currency: quota.currency ?? '',
          spent: shown(counters.read(ref, now).value, quota),
          reserved: shown(reservations.heldIn(ref.key), quota),
          max: maxOf(quota),
          endsAt: ref.window.kind === 'fixed' ? ref.window.endAt : null,
        });
      }
    }
  }
  return [...found.values()];
}

function budgetsIn(policy: CompiledPolicy): readonly Quota[] {
  return [...policy.tools.values(), policy.unlisted]
    .flatMap(({ quotas }) => quotas)
    .filter(({ kind }) => kind === 'spend');
}

function maxOf({ max, digits }: Quota): string {
  return formatDecimal(max, digits);
}

function shown(value: string, { digits }: Quota): string {
  const decimal = parseDecimal(value);
  return decimal ? formatDecimal(decimal, digits) : value;
}

function callOf(upstream: string, grantId: string): PolicyCall {
  return { upstream, grantId, sessionId: null, tool: { name: '' }, args: {}, client: { grant: '' } };
}
