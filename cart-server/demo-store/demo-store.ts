import type { Clock } from '../../contract/ports.ts';

export interface DemoStoreParts {
  /** File that keeps accounts, sessions and carts; null keeps them in memory only. */
  readonly statePath: string | null;
  /** 0 picks a free one. */
  readonly port: number;
  readonly clock: Clock;
}

export interface DemoStore {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly account: { readonly email: string; readonly password: string; readonly name: string };
  close(): Promise<void>;
}
