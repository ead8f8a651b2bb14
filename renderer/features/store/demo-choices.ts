import type { DemoSwitchChange } from '../../../contract/demo-switches.ts';
import { canonicalJson } from '../../../contract/json.ts';

/** One thing that can go wrong in the demo store, in a person's words. */
export interface DemoChoice {
  readonly label: string;
  /** What an agent, or the person, meets then. */
  readonly hint: string;
  readonly switches: DemoSwitchChange;
}

export const demoChoices: readonly DemoChoice[] = [
  {
    label: 'Sign the shopper out',
    hint: 'The cart asks to sign in. “Sign in” above mends it.',
    switches: { asksSignIn: true },
  },
  {
    label: 'Show a robot check once',
    hint: 'A page with one button stands before the shop until a person presses it in the browser.',
    switches: { wall: { kind: 'continue', times: 'once' } },
  },
  {
    label: 'Ask for letters in a picture',
    hint: 'A robot check that only a person can read, in the browser.',
    switches: { wall: { kind: 'captcha', times: 'once' } },
  },
  {
    label: 'Raise all prices by a fifth',
    hint: 'Choose it while an approval waits: what was shown no longer holds.',
    switches: { pricePercent: 120 },
  },
  {
    label: 'Charge more in the cart',
    hint: 'The cart asks half as much again as the product page said.',
    switches: { cartPricePercent: 150 },
  },
  {
    label: 'Sell out of stock',
    hint: 'Nothing can be added; lines in the cart are marked.',
    switches: { offers: { '*': { kind: 'out_of_stock' } } },
  },
  {
    label: 'Offer used copies only',
    hint: 'Agents never take a used copy by themselves.',
    switches: { offers: { '*': { kind: 'used_only' } } },
  },
  {
    label: 'Sell two at most',
    hint: 'Whoever asks for more is refused, not given fewer.',
    switches: { offers: { '*': { maxQuantity: 2 } } },
  },
  {
    label: 'Ask to choose a colour first',
    hint: 'The wireless earbuds: the agent hears which colours there are.',
    switches: { offers: { B0DBUDS001: { needsChoice: true }, B0DBUDS002: { needsChoice: true } } },
  },
  {
    label: 'Speak German and sell in euros',
    hint: 'Amounts stay exact, whatever the language writes them like.',
    switches: { locale: 'de-DE' },
  },
  {
    label: 'Confirm but add nothing',
    hint: 'The shop says “added”, and the cart stays as it was.',
    switches: { isAddPhantom: true },
  },
  {
    label: 'Lose the answer to an add',
    hint: 'It is in the cart, but the connection breaks before the shop says so.',
    switches: { trouble: { kind: 'drop_answer', count: null, path: '/cart/smart-wagon' } },
  },
  {
    label: 'Be slow',
    hint: 'Every page takes three seconds.',
    switches: { delayMs: 3000 },
  },
  {
    label: 'Drop the connection',
    hint: 'The shop cannot be reached at all.',
    switches: { trouble: { kind: 'drop', count: null } },
  },
  {
    label: 'Fail with an error page',
    hint: '“503”: the shop is there, but unwell.',
    switches: { trouble: { kind: '503', count: null } },
  },
];

/** Whether a store that differs by these switches is as this choice makes it. */
export function isChosen(choice: DemoChoice, switches: DemoSwitchChange): boolean {
  return canonicalJson(choice.switches) === canonicalJson(switches);
}
