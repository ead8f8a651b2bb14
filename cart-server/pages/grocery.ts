/** The shop's grocery businesses: each has a cart, a search department and an address part of its own. */
export const groceries = ['wholefoods', 'fresh'] as const;
export type Grocery = (typeof groceries)[number];

interface Brand {
  /** How the shop names it in addresses. */
  readonly id: string;
  readonly department: string;
  readonly name: string;
}

const brands: Readonly<Record<Grocery, Brand>> = {
  // Base64 of "UFG Whole Foods" and "Amazon Fresh".
  wholefoods: { id: 'VUZHIFdob2xlIEZvb2Rz', department: 'wholefoods', name: 'Whole Foods' },
  fresh: { id: 'QW1hem9uIEZyZXNo', department: 'amazonfresh', name: 'Amazon Fresh' },
};

export const groceryName = (grocery: Grocery): string => brands[grocery].name;

export const groceryDepartment = (grocery: Grocery): string => brands[grocery].department;

export const groceryCartPath = (grocery: Grocery): string =>
  `/cart/localmarket?almBrandId=${brands[grocery].id}`;

/** Where a store or an address is chosen, once. */
export const groceryFrontPath = (grocery: Grocery): string =>
  `/alm/storefront?almBrandId=${brands[grocery].id}`;

/** What a product page's address needs, so that it shows the grocery offer. */
export const groceryOfferQuery = (grocery: Grocery): string =>
  `almBrandId=${brands[grocery].id}&fpw=alm&s=${brands[grocery].department}`;
