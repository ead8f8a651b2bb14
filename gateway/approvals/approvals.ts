import { ApiError, FutileCallError } from '../../contract/errors.ts';
import type { ApprovalView, Decision, Preview, Surface, Verdict } from '../../contract/model.ts';
import type { Clock, Log, Release } from '../../contract/ports.ts';
import { futile } from '../admission/refusals.ts';
import type { AnswerDetails, ApprovalRecord, ApprovalsTable } from '../store/approvals-table.ts';
import type { EventLog } from '../store/event-log.ts';
import type { PicturesTable } from '../store/pictures-table.ts';
import { recordPreview } from './record-preview.ts';

/** Approvals from the person's side: answering, expiring, what they are about. */
export interface Approvals {
  /**
   * Answers a pending approval once. Throws `not_found`, or `conflict` saying how it was answered already.
   * `onResolved` runs after the commit and lets the waiting calls go on.
   */
  resolve(
    approvalId: string,
    verdict: Verdict,
    word: string | null,
    by: Surface,
    more?: AnswerMore,
  ): ApprovalView;
  /** Throws what `resolve` would throw of one that cannot be answered. */
  requirePending(approvalId: string): void;
  /** Shows on a pending approval what was found out meanwhile. */
  showPreview(approvalId: string, found: Preview): void;
  /** A new approval: its expiry runs, its preview is looked for. */
  watch(approvalId: string, preview: Promise<Preview | null> | undefined): void;
  /** What is still being looked up about an approval; undefined when nothing is. */
  lookUp(approvalId: string): Promise<Preview | null> | undefined;
  attachSurface(): Release;
  hasSurface(): boolean;
  /** Lets answers that were given but not collected lapse: the policy they were given under has changed. */
  forgetAnswers(matches: (view: ApprovalView) => boolean): void;
  close(): void;
}

/** What an answer is beside yes or no, and what is written with it. */
export interface AnswerMore extends AnswerDetails {
  /** What the changed call would do, in place of what the agent's would. */
  readonly preview?: Preview;
  /** In the transaction of the answer. */
  readonly alsoWrite?: () => void;
  /** After it, and before the waiting calls go on. */
  readonly afterwards?: () => void;
}

interface Parts {
  readonly table: ApprovalsTable;
  readonly pictures: PicturesTable;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly log: Log;
  readonly onResolved: (view: ApprovalView) => void;
  readonly onExpired: (view: ApprovalView) => void;
  /** Nothing is left to ask; `why` is for those who wait. */
  readonly onWithdrawn: (view: ApprovalView, why: Decision) => void;
}

export function createApprovals({
  table,
  pictures,
  events,
  clock,
  log,
  onResolved,
  onExpired,
  onWithdrawn,
}: Parts): Approvals {
  const stopExpiry = new Map<string, Release>();
  const lookUps = new Map<string, Promise<Preview | null>>();
  let surfaces = 0;

  function find(approvalId: string): ApprovalRecord {
    const record = table.byId(approvalId);
    if (!record) throw new ApiError('not_found', `there is no approval \`${approvalId}\``);
    return record;
  }

  function expire(approvalId: string): void {
    stopExpiry.get(approvalId)?.();
    stopExpiry.delete(approvalId);
    const record = table.byId(approvalId);
    if (record?.view.state !== 'pending' && record?.view.state !== 'approved') return;
    events.transaction(() => {
      table.close(approvalId, 'expired', clock.now());
      events.append({ type: 'approval.expired', data: { approvalId } });
    });
    onExpired(find(approvalId).view);
  }

  function watchExpiry(approvalId: string, expiresAt: number): void {
    stopExpiry.get(approvalId)?.();
    stopExpiry.set(
      approvalId,
      clock.after(Math.max(0, expiresAt - clock.now()), () => {
        try {
          expire(approvalId);
        } catch (error) {
          log.error('an expired approval could not be recorded', { approvalId, error });
        }
      }),
    );
  }

  function requirePending(approvalId: string): void {
    const { view } = find(approvalId);
    if (view.state === 'pending' && view.expiresAt <= clock.now()) expire(approvalId);
    const current = find(approvalId).view;
    if (current.state === 'pending') return;
    throw new ApiError('conflict', `this approval is answered already: ${describe(current)}`);
  }

  // Approvals outlive the app: what was open stays open until its time, without anybody waiting.
  for (const { view } of table.open()) watchExpiry(view.id, view.expiresAt);

  function recordFound(approvalId: string, found: Preview | null): void {
    const view = table.byId(approvalId)?.view;
    // Too late to show: what was not seen must not pin anything either.
    if (view?.state !== 'pending') return;
    const parts = { approvals: table, pictures, events, clock };
    events.transaction(() => recordPreview(parts, approvalId, found));
  }

  /** Answers it in the person's place: it can only be no, and no later call is to collect that. */
  const withdraw = (approvalId: string, word: string) => {
    try {
      events.transaction(() => {
        const [verdict, by] = ['deny', 'gateway'] as const;
        table.resolve(approvalId, verdict, word, by, clock.now());
        events.append({ type: 'approval.resolved', data: { approvalId, verdict, word, by } });
        table.close(approvalId, 'denied', clock.now());
      });
      onWithdrawn(find(approvalId).view, futile(word));
    } catch (error) {
      log.error('an approval for nothing could not be withdrawn', { approvalId, error });
    }
  };

  const addPreview = (approvalId: string, found: Preview | null) => {
    try {
      recordFound(approvalId, found);
    } catch (error) {
      log.error('a preview could not be recorded', { approvalId, error });
    }
  };

  return {
    requirePending,
    showPreview: addPreview,
    resolve(approvalId, verdict, word, by, more = {}) {
      requirePending(approvalId);
      const { changes, reach, preview, alsoWrite, afterwards } = more;
      events.transaction(() => {
        if (preview) recordPreview({ approvals: table, pictures, events, clock }, approvalId, preview);
        table.resolve(approvalId, verdict, word, by, clock.now(), more);
        const details = { ...(changes && { changes: [...changes] }), ...(reach && { reach }) };
        events.append({ type: 'approval.resolved', data: { approvalId, verdict, word, by, ...details } });
        alsoWrite?.();
      });
      afterwards?.();
      onResolved(find(approvalId).view);
      return find(approvalId).view;
    },
    watch(approvalId, preview) {
      watchExpiry(approvalId, find(approvalId).view.expiresAt);
      if (!preview) return;
      const found = preview.catch((error: unknown) => {
        const isOpen = table.byId(approvalId)?.view.state === 'pending';
        if (error instanceof FutileCallError && isOpen) withdraw(approvalId, error.message);
        // The card says "price unknown" when the preview fails; the reason is for the log.
        else log.warn('no preview for an approval', { approvalId, error });
        return null;
      });
      // Whoever waits for it finds it recorded.
      const recorded = found.then((it) => {
        lookUps.delete(approvalId);
        addPreview(approvalId, it);
        return it;
      });
      lookUps.set(approvalId, recorded);
    },
    lookUp: (approvalId) => lookUps.get(approvalId),
    attachSurface() {
      surfaces += 1;
      let isAttached = true;
      return () => {
        if (isAttached) surfaces -= 1;
        isAttached = false;
      };
    },
    hasSurface: () => surfaces > 0,
    forgetAnswers(matches) {
      for (const { view } of table.open()) {
        if (view.state === 'approved' && matches(view)) expire(view.id);
      }
    },
    close() {
      for (const stop of stopExpiry.values()) stop();
      stopExpiry.clear();
    },
  };
}

function describe({ state, verdict, resolvedBy }: ApprovalView): string {
  if (state === 'expired') return 'it expired';
  return `${verdict === 'approve' ? 'approved' : 'denied'} from the ${resolvedBy ?? 'gateway'}`;
}
