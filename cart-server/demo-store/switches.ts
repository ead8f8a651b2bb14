import type { z } from 'zod';
import { canonicalJson, isJsonObject } from '../../contract/json.ts';
import { demoSwitchChange, type DemoSwitches } from '../../contract/demo-switches.ts';

/** What is different, or goes wrong, in one store. */
export type Switches = Readonly<DemoSwitches>;
export type Trouble = NonNullable<Switches['trouble']>;
export type WallKind = NonNullable<Switches['wall']>['kind'];

/** How a store starts. */
export const defaultSwitches: Switches = {
  locale: 'en-US',
  currency: null,
  fraction: 'shown',
  era: 2026,
  ads: 'first',
  hasBrandHeading: false,
  offers: {},
  pricePercent: 100,
  cartPricePercent: 100,
  header: 'true',
  hasCookieBanner: false,
  hasLocationToaster: false,
  lateBuyBoxMs: 0,
  lateCartCountMs: 300,
  isAddPhantom: false,
  hasTemplateRow: true,
  hasGhostRow: false,
  hasSavedCopies: false,
  dropsParallelChanges: false,
  cartChangeMs: 0,
  asksSignIn: false,
  otp: 'none',
  asksApproval: false,
  sessionLastsViews: null,
  wall: null,
  trouble: null,
  delayMs: 0,
  groceryStore: 'chosen',
  notAtStore: [],
};

/** Reads switches given as JSON text. Throws with the first name or value that is none of the shop's. */
export function parseSwitches(text: string): Partial<Switches> {
  const given: unknown = JSON.parse(text);
  if (!isJsonObject(given)) throw new Error('switches must be a JSON object');
  const read = demoSwitchChange.safeParse(given);
  if (read.success) return read.data;
  throw new Error(wordsFor(read.error.issues[0]));
}

function wordsFor(issue: z.core.$ZodIssue | undefined): string {
  const at = issue?.path.join('/') ?? '';
  if (issue?.code !== 'unrecognized_keys') return `switch \`${at}\`: ${issue?.message ?? 'invalid'}`;
  const where = at === '' ? '' : `${at}/`;
  const known = at === '' ? `; expected one of ${Object.keys(defaultSwitches).join(', ')}` : '';
  return `unknown switch \`${where}${issue.keys[0] ?? ''}\`${known}`;
}

/** What of these is not as a store starts. */
export function changedSwitches(switches: Switches): Partial<Switches> {
  const names = Object.keys(defaultSwitches) as (keyof Switches)[]; // a literal of exactly these
  const isChanged = (name: keyof Switches): boolean =>
    canonicalJson(switches[name]) !== canonicalJson(defaultSwitches[name]);
  return Object.fromEntries(names.filter(isChanged).map((name) => [name, switches[name]]));
}

/** The switches of one running store. */
export interface SwitchBoard {
  get(): Switches;
  /** Changes the named ones; walls and troubles set here begin anew. */
  set(change: Partial<Switches>): void;
  /** Puts all back to how a store starts. */
  reset(): void;
}

export function createSwitchBoard(onChange: (change: Partial<Switches>) => void): SwitchBoard {
  let now = defaultSwitches;
  const apply = (next: Switches, change: Partial<Switches>): void => {
    now = next;
    onChange(change);
  };
  return {
    get: () => now,
    set: (change) => apply({ ...now, ...change }, change),
    reset: () => apply(defaultSwitches, defaultSwitches),
  };
}
