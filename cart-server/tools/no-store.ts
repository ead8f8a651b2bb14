import { ShopFault } from '../outcome.ts';
import { groceryFrontPath, groceryName } from '../pages/grocery.ts';
import type { Visit } from '../shop.ts';

/** Nothing can be bought from Whole Foods before the person chose a store or an address once. */
export function noStoreChosen(visit: Visit): ShopFault {
  visit.ask({ kind: 'choose_store', path: groceryFrontPath(visit.grocery) });
  return new ShopFault(
    'not_deliverable',
    `no ${groceryName(visit.grocery)} store is chosen for this account; ask the person to choose one with "open the browser" in Checkstand, then repeat the call`,
  );
}
