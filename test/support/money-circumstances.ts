import { policyDocument, type PolicyDocument } from '../../contract/policy-document.ts';
import type { Seeded } from './seeded.ts';
import type { Disturbance } from './simulated-shop.ts';

/** What a day may cost in every schedule. */
export const budgetMinor = 2_000;
const spend = [{ counter: 'day', window: 'day', max: '20.00', currency: 'USD', scope: 'upstream' }];
const policies = [
  { tools: { buy: { spend } } },
  { tools: { buy: { action: 'require_approval', spend } } },
  {
    tools: {
      buy: { approval: { when: [{ conditions: [{ path: 'preview.price', op: 'gt', value: 4 }] }] }, spend },
    },
  },
] as const;

type End = NonNullable<Disturbance['end']>;
/** How shops answer: always; out of order now and then; or also so that nobody can know what was done. */
const manners: readonly [readonly End[], ...(readonly End[])[]] = [
  [],
  ['error'],
  ['error', 'lost', 'silent', 'foreign'],
];

/** How likely what is, in one schedule. */
interface Rates {
  /** The price moves, mostly up, in the moment of buying. */
  readonly dearer: number;
  readonly otherCurrency: number;
  /** The agent leaves while its call is held or carried out. */
  readonly leave: number;
  readonly remove: number;
  /** The shop answers by the schedule's manner instead of as asked. */
  readonly trouble: number;
}

interface Circumstances {
  readonly policy: PolicyDocument;
  readonly rates: Rates;
  readonly manner: readonly End[];
  readonly crashes: number;
}

/** Each kind of trouble is absent from many schedules: in those it is certain what the books must say. */
export function circumstances({ pick }: Seeded): Circumstances {
  return {
    policy: policyDocument.parse({ version: '1', default: 'allow', ...pick(policies) }),
    rates: {
      dearer: pick([0, 0.2, 0.6]),
      otherCurrency: pick([0, 0, 0.05]),
      leave: pick([0, 0, 0.1, 0.25]),
      remove: pick([0, 0.1, 0.25]),
      trouble: 0.3,
    },
    manner: pick(manners),
    crashes: pick([0, 0, 0, 1, 2]),
  };
}
