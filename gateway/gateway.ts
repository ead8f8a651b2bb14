import type { Approvals } from './approvals/approvals.ts';
import type { Verdicts } from './approvals/verdicts.ts';
import type { CatalogueReport, DriftView } from '../contract/catalogue.ts';
import type { NewEvent, StoredEvent } from '../contract/events.ts';
import type { JsonObject } from '../contract/json.ts';
import type {
  BudgetView,
  CallView,
  Decision,
  GrantView,
  PolicyView,
  RememberedView,
  ReplayReport,
  Surface,
  UpstreamChange,
  UpstreamConfig,
  UpstreamHealth,
  UpstreamLogLine,
  UpstreamSpec,
  UpstreamView,
} from '../contract/model.ts';
import type { ToolEffect } from '../contract/policy-document.ts';
import type { Release } from '../contract/ports.ts';
import type { ConsoleState } from '../contract/projections.ts';
import type { Gate } from './admission/gate.ts';
import type { PolicyCheck } from './admission/check-policy.ts';

/** The policy gateway as the app holds it. Refusals of commands are `ApiError`s. */
export interface Gateway {
  /** Opens the listener on 127.0.0.1 and starts the upstreams; a taken port is an error. Answers the MCP URL. */
  listen(port: number): Promise<string>;
  /** The seam that calls enter by: what the endpoint uses. */
  readonly gate: Gate;
  /** Stops accepting, withdraws what is held, waits for what is in flight (5 s at most), flushes. Safe to repeat. */
  close(): Promise<void>;

  /** Events in `seq` order, each after its commit. */
  subscribe(listener: (event: StoredEvent) => void): Release;
  /** Appends facts that the app knows of (the store session). Not for calls, approvals or grants. */
  record(event: Extract<NewEvent, { type: `store.${string}` }>): void;
  /** The state at the newest event: newest calls first, `limit` of them. */
  state(limit: number): ConsoleState;
  callsBefore(beforeSeq: number, limit: number): CallView[];
  /** Undefined when there is none under that id. */
  picture(pictureId: string): string | undefined;
  /** Stores a data URI and answers its id (its hash). */
  addPicture(dataUri: string): string;
  verifyRecord(): { events: number; firstBroken: number | null; message: string };

  readonly approvals: Verdicts & Pick<Approvals, 'attachSurface'>;
  readonly remembered: {
    list(): RememberedView[];
    /** Throws `not_found`. */
    revoke(id: string, by: Surface): void;
  };
  budgets(): BudgetView[];
  /** Takes back what a completed call added. Rejects with `conflict` when it cannot be, saying why. */
  undo(callId: string, by: Surface): Promise<{ callId: string; message: string }>;
  readonly grants: {
    create(input: { name: string; upstreams: readonly string[]; expiresAt?: number | undefined }): {
      grant: GrantView;
      token: string;
    };
    rotate(grantId: string): { grant: GrantView; token: string };
    revoke(grantId: string): GrantView;
    setUpstreams(grantId: string, upstreams: readonly string[]): GrantView;
    list(): GrantView[];
  };
  readonly policies: {
    /** What can be said of a document without saving it; with an upstream, by its tools and its record too. */
    check(
      document: JsonObject,
      about?: { upstream?: string | undefined; grantId?: string | null | undefined },
    ): Promise<PolicyCheck>;
    save(upstream: string, grantId: string | null, document: JsonObject, by: string): PolicyView;
    /** Throws `not_found` for a grant without a policy of its own. */
    setToolEffect(
      upstream: string,
      grantId: string | null,
      tool: string,
      effect: ToolEffect,
      by: string,
    ): PolicyView;
    versions(upstream: string, grantId: string | null): PolicyView[];
    rollBack(upstream: string, grantId: string | null, version: number, by: string): PolicyView;
    /** Takes a grant's own policy away: the upstream's decides again. */
    remove(upstream: string, grantId: string, by: string): void;
    /** What a policy (the one in force, or a draft) says of a call. Records and counts nothing. */
    explain(question: {
      upstream: string;
      grantId: string | null;
      document?: JsonObject | undefined;
      tool: string;
      args: JsonObject;
      facts?: JsonObject | undefined;
    }): Decision;
    /** Decides the recorded calls of the last days again by a draft. Records and counts nothing. */
    replay(question: {
      upstream: string;
      grantId: string | null;
      document: JsonObject;
      days: number;
    }): Promise<ReplayReport>;
  };
  readonly upstreams: {
    add(spec: UpstreamSpec): Promise<UpstreamView>;
    remove(name: string): Promise<void>;
    /** Also when it was stopped. */
    restart(name: string): Promise<UpstreamView>;
    /** Nothing happens to one that runs. */
    start(name: string): Promise<UpstreamView>;
    /** Stays so over restarts of the app. */
    stop(name: string): Promise<UpstreamView>;
    config(name: string): Promise<UpstreamConfig>;
    /** The added ones with their secrets: to see whether another one is the same. Not for showing. */
    specs(): Promise<UpstreamSpec[]>;
    update(change: UpstreamChange): Promise<UpstreamView>;
    health(name: string): UpstreamHealth;
    logs(name: string): UpstreamLogLine[];
    /** Begins a sign-in; `isOpened`: the browser shows the address already. */
    signIn(name: string): Promise<{ url: string; isOpened: boolean }>;
    signOut(name: string): Promise<UpstreamView>;
  };
  readonly catalogue: {
    /** Throws `not_found`. */
    report(upstream: string): CatalogueReport;
    /** The tools whose definition is other than what was allowed. */
    drift(): DriftView[];
    /** Throws `not_found`, or `conflict` when it has changed once more. */
    acceptDrift(upstream: string, tool: string, definitionHash: string, by: Surface): void;
  };
  pause(by: Surface): void;
  resume(by: Surface): void;
}
