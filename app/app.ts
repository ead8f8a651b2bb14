import type { Push, Reply } from '../contract/bridge.ts';
import type { Authority, Snapshot } from '../contract/api.ts';
import type { Surface } from '../contract/model.ts';
import type { Clock, Ids, Log, Release, SecretStore } from '../contract/ports.ts';
import type { Settings } from '../contract/settings.ts';

export interface AppParts {
  readonly version: string;
  /** Everything the app keeps lies below it. */
  readonly dataDir: string;
  readonly settings: Settings;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** Shows an address in the person's browser; answers whether it did. Absent: there is none (headless). */
  readonly openUrl?: (url: string) => Promise<boolean>;
  /** Start options that override settings for this run only. */
  readonly overrides: { readonly port?: number; readonly store?: string; readonly browserPath?: string };
}

/** Who is calling, as the binding established it. */
export interface Caller {
  readonly surface: Surface;
  readonly authorities: ReadonlySet<Authority>;
}

/** The whole app without a shell. Both shells hold exactly this. */
export interface App {
  /** `http://127.0.0.1:PORT/mcp` */
  readonly mcpUrl: string;
  /** Answers one frame of the application API; never rejects. */
  call(frame: unknown, caller: Caller): Promise<Reply>;
  /** Pushes in order, from now on. */
  subscribe(listener: (push: Push) => void): Release;
  /** Says that somebody who can approve is looking; calls that ask are denied while nobody is. */
  attachSurface(): Release;
  snapshot(): Snapshot;
  /** Stops accepting, withdraws what is held, saves the session, flushes. Safe to call twice. */
  close(): Promise<void>;
}
