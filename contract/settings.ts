import { z } from 'zod';

/** "demo" or an Amazon domain. */
export const storeName = z.string().regex(/^(demo|amazon\.[a-z]{2,3}(\.[a-z]{2})?)$/);
export const grocery = z.enum(['wholefoods', 'fresh']);

/** What the user can set and the app keeps in `config.json`. Parsed on read: a broken value falls back alone. */
export const settingsSchema = z.object({
  /** MCP endpoint port on 127.0.0.1; 0 picks a free one. */
  port: z.int().min(0).max(65535).default(4747).catch(4747),
  /** Port of the browser console, headless only; 0 picks a free one. */
  uiPort: z.int().min(0).max(65535).default(4748).catch(4748),
  store: storeName.default('demo').catch('demo'),
  /** Which of the shop's grocery businesses the Whole Foods tools use. */
  grocery: grocery.default('wholefoods').catch('wholefoods'),
  /** Where the browser is; empty means look for one. */
  browserPath: z.string().default('').catch(''),
  theme: z.enum(['system', 'light', 'dark']).default('system').catch('system'),
  isStartedAtLogin: z.boolean().default(false).catch(false),
  isNotifying: z.boolean().default(true).catch(true),
  /** A short tone in the console when a call begins to wait. */
  isSounding: z.boolean().default(false).catch(false),
  /** How long an unanswered approval stays, in minutes. */
  approvalExpiryMinutes: z.int().min(1).max(1440).default(30).catch(30),
  /** Hold a call at most this long, in seconds, whatever the client can bear; 0 means per client. */
  holdSeconds: z.int().min(0).max(3600).default(0).catch(0),
  /** By how much a price may be above the approved one, in percent, before it asks again. */
  priceTolerancePercent: z.number().min(0).max(100).default(0).catch(0),
  /** Whether `checkstand approvals approve` may answer, and so counts as a surface. */
  isShellApproving: z.boolean().default(false).catch(false),
  windowBounds: z
    .object({
      x: z.int().optional(),
      y: z.int().optional(),
      width: z.int().min(320),
      height: z.int().min(400),
    })
    .nullable()
    .default(null)
    .catch(null),
});
export type SettingsData = z.infer<typeof settingsSchema>;

/** The settings port: electron-store and conf behind the same file format. */
export interface Settings {
  get(): SettingsData;
  /** Changes some and writes the file at once. */
  set(change: Partial<SettingsData>): SettingsData;
  subscribe(listener: (settings: SettingsData) => void): () => void;
}
