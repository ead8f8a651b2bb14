import type { DatabaseSync } from 'node:sqlite';
import type { JsonObject } from '../../contract/json.ts';
import {
  approvalView,
  type ApprovalView,
  type ArgumentChange,
  type Goods,
  type Surface,
  type Verdict,
} from '../../contract/model.ts';
import type { ArgumentPatch } from '../approvals/argument-patch.ts';
import type { WriteBehind } from './write-behind.ts';

/** What a later identical call is compared with: an approval counts for exactly one of these. */
export interface ApprovalKey {
  readonly grantId: string;
  readonly upstream: string;
  readonly tool: string;
  readonly argumentsHash: string;
}

/** An approval as stored: the view, what binds it, and the arguments that its preview pinned. */
export interface ApprovalRecord {
  readonly view: ApprovalView;
  readonly argumentsHash: string;
  readonly pinnedArguments: JsonObject | null;
  /** What the person changed, to be applied to what the agent sends. */
  readonly patch: ArgumentPatch | null;
  /** The session that asked last. */
  readonly sessionId: string | null;
  /** The definition of the tool that it was asked under; null when it was not known. */
  readonly definitionHash: string | null;
}

/** What binds an approval beside its view. */
export interface ApprovalBinding {
  readonly argumentsHash: string;
  readonly sessionId: string | null;
  readonly definitionHash: string | null;
}

/** What an answer says beside yes or no. */
export interface AnswerDetails {
  readonly changes?: readonly ArgumentChange[] | undefined;
  readonly patch?: ArgumentPatch | undefined;
  readonly reach?: ApprovalView['reach'];
}

export interface ApprovalsTable {
  insert(view: ApprovalView, binding: ApprovalBinding): void;
  byId(id: string): ApprovalRecord | undefined;
  /** Whether any call at all could attach to or collect one. */
  isAnyDue(): boolean;
  /** The one approval of this key that a call could still attach to or collect. */
  due(key: ApprovalKey): ApprovalRecord | undefined;
  setPreview(id: string, goods: Goods | null, pinnedArguments: JsonObject | null): void;
  setWaiting(id: string, isClientWaiting: boolean): void;
  setSession(id: string, sessionId: string | null): void;
  resolve(
    id: string,
    verdict: Verdict,
    word: string | null,
    by: Surface,
    at: number,
    details?: AnswerDetails,
  ): void;
  /** The answer was delivered (or lapsed): no later call may have it. */
  close(id: string, state: 'consumed' | 'denied' | 'expired', at: number): void;
  /** All that are pending or approved and not yet collected. */
  open(): ApprovalRecord[];
  /** Pending ones, then the newest others, newest first. */
  newest(limit: number): ApprovalView[];
}

type Row = Readonly<Record<string, string | number | null>>;

function toRecord(row: Row): ApprovalRecord {
  const json = (name: string): unknown => (row[name] === null ? null : JSON.parse(String(row[name])));
  return {
    view: approvalView.parse({
      id: row['id'],
      callId: row['call_id'],
      grantId: row['grant_id'],
      grantName: row['grant_name'],
      client: json('client'),
      upstream: row['upstream'],
      tool: row['tool'],
      arguments: json('arguments'),
      why: row['why'],
      rule: row['rule'],
      requestedAt: row['requested_at'],
      expiresAt: row['expires_at'],
      state: row['state'],
      isClientWaiting: row['is_client_waiting'] === 1,
      preview: row['preview'],
      goods: json('goods'),
      verdict: row['verdict'],
      word: row['word'],
      resolvedAt: row['resolved_at'],
      resolvedBy: row['resolved_by'],
      groupId: row['group_id'] ?? undefined,
      difference: row['difference'] ?? undefined,
      changes: json('changes') ?? undefined,
      reach: row['reach'] ?? undefined,
    }),
    argumentsHash: String(row['arguments_hash']),
    pinnedArguments: json('pinned_arguments') as JsonObject | null, // written by setPreview below
    patch: json('patch') as ArgumentPatch | null, // written by resolve below
    sessionId: row['session_id'] as string | null, // a TEXT column
    definitionHash: row['definition_hash'] as string | null, // a TEXT column
  };
}

export function createApprovalsTable(database: DatabaseSync): ApprovalsTable & WriteBehind {
  const insert = database.prepare(
    `INSERT INTO approvals (id, call_id, grant_id, grant_name, client, upstream, tool, arguments, arguments_hash,
       why, rule, requested_at, expires_at, state, is_client_waiting, preview,
       group_id, difference, changes, session_id, definition_hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const byId = database.prepare('SELECT * FROM approvals WHERE id = ?');
  const due = database.prepare(
    `SELECT * FROM approvals WHERE grant_id = ? AND upstream = ? AND tool = ? AND arguments_hash = ?
       AND is_answer_due = 1 LIMIT 1`,
  );
  const anyDue = database.prepare('SELECT 1 FROM approvals WHERE is_answer_due = 1 LIMIT 1');
  /** Whether any is due; undefined: not known. Each call asks, and mostly there is none. */
  let hasDue: boolean | undefined;
  const isAnyDue = () => (hasDue ??= anyDue.get() !== undefined);
  const setPreview = database.prepare(
    'UPDATE approvals SET preview = ?, goods = ?, pinned_arguments = ? WHERE id = ?',
  );
  const setWaiting = database.prepare('UPDATE approvals SET is_client_waiting = ? WHERE id = ?');
  const setSession = database.prepare('UPDATE approvals SET session_id = ? WHERE id = ?');
  const resolve = database.prepare(
    `UPDATE approvals SET state = ?, verdict = ?, word = ?, resolved_at = ?, resolved_by = ?,
       changes = coalesce(?, changes), patch = ?, reach = ? WHERE id = ?`,
  );
  const close = database.prepare(
    `UPDATE approvals SET state = ?, is_answer_due = 0, is_client_waiting = 0,
       resolved_at = coalesce(resolved_at, ?) WHERE id = ?`,
  );
  const open = database.prepare('SELECT * FROM approvals WHERE is_answer_due = 1 ORDER BY requested_at');
  const newest = database.prepare(
    `SELECT * FROM approvals ORDER BY state = 'pending' DESC, requested_at DESC, rowid DESC LIMIT ?`,
  );

  return {
    insert(view, { argumentsHash, sessionId, definitionHash }) {
      hasDue = undefined;
      insert.run(
        view.id,
        view.callId,
        view.grantId,
        view.grantName,
        view.client && JSON.stringify(view.client),
        view.upstream,
        view.tool,
        JSON.stringify(view.arguments),
        argumentsHash,
        view.why,
        view.rule,
        view.requestedAt,
        view.expiresAt,
        view.state,
        view.isClientWaiting ? 1 : 0,
        view.preview,
        view.groupId ?? null,
        view.difference ?? null,
        view.changes ? JSON.stringify(view.changes) : null,
        sessionId,
        definitionHash,
      );
    },
    byId(id) {
      const row = byId.get(id) as Row | undefined;
      return row && toRecord(row);
    },
    isAnyDue,
    due({ grantId, upstream, tool, argumentsHash }) {
      if (!isAnyDue()) return undefined;
      const row = due.get(grantId, upstream, tool, argumentsHash) as Row | undefined;
      return row && toRecord(row);
    },
    setPreview(id, goods, pinned) {
      setPreview.run(
        goods ? 'known' : 'unknown',
        goods && JSON.stringify(goods),
        pinned && JSON.stringify(pinned),
        id,
      );
    },
    setWaiting: (id, isWaiting) => void setWaiting.run(isWaiting ? 1 : 0, id),
    setSession: (id, sessionId) => void setSession.run(sessionId, id),
    resolve: (id, verdict, word, by, at, { changes, patch, reach } = {}) =>
      void resolve.run(
        verdict === 'approve' ? 'approved' : 'denied',
        verdict,
        word,
        at,
        by,
        changes ? JSON.stringify(changes) : null,
        patch ? JSON.stringify(patch) : null,
        reach ?? null,
        id,
      ),
    close(id, state, at) {
      hasDue = undefined;
      close.run(state, at, id);
    },
    save: () => () => {},
    forget: () => void (hasDue = undefined),
    open: () => (open.all() as Row[]).map(toRecord),
    newest: (limit) => (newest.all(limit) as Row[]).map((row) => toRecord(row).view),
  };
}
