import type { JsonObject } from '../contract/json.ts';
import type { OpenMcpChannel } from '../contract/mcp.ts';
import type { Preview, StoreView } from '../contract/model.ts';
import type { Clock, Log, Release, SecretStore } from '../contract/ports.ts';
import type { Screen } from './browser/screen.ts';
import type { Patience } from './hand-over.ts';
import type { Grocery } from './pages/grocery.ts';

export interface CartServerParts {
  /** The shop: an origin without a slash at the end, such as `https://www.amazon.com`. */
  readonly baseUrl: string;
  /** What the shop is called in views: "demo" or the domain. */
  readonly store: string;
  /** Profile, saved session and snapshots live below it. */
  readonly dataDir: string;
  /** Holds the key that the saved session is encrypted with. */
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Where the browser is; empty means look for one. Asked each time one is started, when it is a function. */
  readonly browserPath: string | (() => string);
  /** How the person signs in: by typing into a visible browser, or (demo store) with its own known account. */
  readonly signIn:
    | { readonly kind: 'visible_browser' }
    | { readonly kind: 'known_account'; readonly email: string; readonly password: string };
  /** Which of the shop's grocery businesses the Whole Foods tools use; Whole Foods when not given. */
  readonly grocery?: Grocery | (() => Grocery);
  /** Where windows can be shown; found out when not given. */
  readonly screen?: Screen;
  /** How long walls and persons are waited for. */
  readonly patience?: Patience;
}

/** The cart MCP server and what the app around it may ask of it. Nothing here starts a browser before it is needed. */
export interface CartServer {
  readonly open: OpenMcpChannel;
  /** What an add or change would do, without doing it; undefined for tools that have no preview. */
  preview(tool: string, args: JsonObject, signal: AbortSignal): Promise<Preview | undefined>;
  view(): StoreView;
  subscribe(listener: (view: StoreView) => void): Release;
  /** Looks at the shop: signed in or not, as whom, the cart. Never throws: the view says what went wrong. */
  refresh(): Promise<StoreView>;
  signIn(): Promise<StoreView>;
  /** Shows the person a browser window where they are needed; answers when they are done or closed it. Never throws. */
  openBrowser(): Promise<StoreView>;
  saveSession(): Promise<StoreView>;
  /** Wipes profile, saved session and its key. */
  forgetSession(): Promise<StoreView>;
  /** Saves the session, closes the browser. */
  close(): Promise<void>;
}
