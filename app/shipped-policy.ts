import { decimalOf } from '../contract/money.ts';
import type { PolicyDocument, Spend, ToolRule } from '../contract/policy-document.ts';

/** 100.00, or 10000 where a currency has no smaller unit. */
const dailyMinor = 10_000;

const onDeny = 'a quantity must be from 1 to 10';
const quantityHolds = [
  {
    conditions: [
      { path: 'args.quantity', op: 'gte', value: 1 },
      { path: 'args.quantity', op: 'lte', value: 10 },
    ],
    on_deny: onDeny,
  },
] satisfies ToolRule['require'];

// A missing quantity means one, so these refuse what is there and wrong, not what is absent.
const quantityBreaks = [
  { conditions: [{ path: 'args.quantity', op: 'lt', value: 1 }], on_deny: onDeny },
  { conditions: [{ path: 'args.quantity', op: 'gt', value: 10 }], on_deny: onDeny },
] satisfies ToolRule['deny_if'];

/**
 * What a fresh installation lets agents do with the cart: look freely, change it after a click and within a budget in
 * the store's currency, nothing else.
 */
export function shippedCartPolicy(currency: string): PolicyDocument {
  return {
    version: '1',
    description: 'Reading passes. What changes the cart waits for a click. Everything else is denied.',
    default: 'deny',
    hide: ['clear_cart'],
    tools: {
      search_amazon: {},
      get_product: {},
      view_cart: {},
      check_login: {},
      search_wholefoods: {},
      view_wholefoods_cart: {},
      add_to_cart: asked('adds to your cart', currency, { quantity: 'optional' }),
      add_to_wholefoods_cart: asked('adds to your Whole Foods cart', currency, { quantity: 'optional' }),
      update_cart_item: asked('changes a quantity in your cart', currency, { quantity: 'needed' }),
      remove_from_cart: asked('removes from your cart', null, { quantity: 'none' }),
      save_session: {
        limits: [{ counter: 'save_session_rate', window: 'minute', max: 30, scope: 'grant' }],
      },
    },
  };
}

function asked(
  what: string,
  currency: string | null,
  { quantity }: { quantity: 'none' | 'optional' | 'needed' },
): ToolRule {
  return {
    action: 'require_approval',
    reason: `it ${what}`,
    ...(quantity === 'needed' && { require: quantityHolds }),
    ...(quantity === 'optional' && { deny_if: quantityBreaks }),
    // One counter for all: thirty changes a minute, of whatever kind.
    limits: [{ counter: 'cart_changes', window: 'minute', max: 30, scope: 'grant' }],
    ...(currency !== null && { spend: [budgetIn(currency)] }),
  };
}

/** One budget a day for all agents together; what they add and how much they raise a quantity count alike. */
function budgetIn(currency: string): Spend {
  const max = decimalOf({ amountMinor: dailyMinor, currency });
  return { counter: 'cart_spend', window: 'day', max, currency, scope: 'upstream' };
}
