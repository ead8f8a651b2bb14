import type { CallView } from '../../contract/model.ts';
import { parseDecimalMinor } from '../../contract/money.ts';
import { argumentLine } from './argument-words.ts';
import { formatMinor } from './format.ts';

/** What a call is about: the goods where they are known, else its arguments. */
export interface CallSubject {
  /** "2 × Paper Towels, 12 rolls", or the arguments in one line. */
  readonly what: string;
  /** "$42.98"; null where no price is known. */
  readonly price: string | null;
  /** The agent's own words, when something exact took their place. */
  readonly words: string | null;
}

// Calls are immutable, and a list asks for the same ones again with every new row.
const known = new WeakMap<CallView, CallSubject>();

export function subjectOfCall(call: CallView): CallSubject {
  const found = known.get(call) ?? read(call);
  known.set(call, found);
  return found;
}

function read(call: CallView): CallSubject {
  const { preview, asked, arguments: sent } = call;
  const query = (asked ?? sent)['query'];
  const words = typeof query === 'string' && query !== '' ? query : null;
  const title = preview?.['title'];
  if (typeof title !== 'string') {
    const isExact = asked !== undefined && words !== null && sent['query'] === undefined;
    return { what: argumentLine(sent), price: null, words: isExact ? words : null };
  }
  const quantity = preview?.['quantity'];
  const count = typeof quantity === 'number' ? `${quantity} × ` : '';
  return { what: `${count}${title}`, price: priceOf(call), words };
}

/** What was really spent, once that is known; until then what it was going to cost. */
function priceOf({ preview, outcome }: CallView): string | null {
  const { total, currency } = preview ?? {};
  const settled = outcome && outcome.spent !== null && outcome.currency !== null ? outcome : null;
  const [amount, unit] = settled ? [settled.spent, settled.currency] : [total, currency];
  if (typeof amount !== 'string' || typeof unit !== 'string') return null;
  return formatMinor(parseDecimalMinor(amount, unit) ?? null, unit) ?? null;
}
