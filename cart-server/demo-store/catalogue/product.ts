/** How an article is offered. Every field can be changed per article, or for all of them, by a switch. */
export interface Offer {
  readonly kind: OfferKind;
  /** US cents; other currencies are derived from it. */
  readonly priceMinor: number;
  /** What the cart charges, when it differs from what the product page showed. */
  readonly cartPriceMinor: number | null;
  readonly listPriceMinor: number | null;
  /** Beside the regular price, for Prime members alone. */
  readonly primePriceMinor: number | null;
  /** A used copy offered beside the new one, beside those of other sellers, or (for `used_only`) alone. */
  readonly usedPriceMinor: number | null;
  /** The most one customer may have; the quantity control ends here. */
  readonly maxQuantity: number;
  /** Said on the page when few are left. */
  readonly stockLeft: number | null;
  readonly quantityControl: 'select' | 'hidden' | 'none';
  /** A variant has to be chosen before anything can be added. */
  readonly needsChoice: boolean;
  /** A protection plan is offered in a side sheet: before the article is added, or after. */
  readonly warranty: 'none' | 'asks_first' | 'asks_after';
}

/**
 * `see_all` has no featured offer, only those of other sellers from a price on;
 * `not_deliverable` exists but not at this address; `digital` has nothing to put into a cart.
 */
export type OfferKind = 'new' | 'used_only' | 'see_all' | 'out_of_stock' | 'not_deliverable' | 'digital';

export type Department =
  'wholefoods' | 'pantry' | 'household' | 'electronics' | 'kitchen' | 'books' | 'toys' | 'clothing';

export interface Product {
  readonly asin: string;
  readonly title: string;
  readonly brand: string;
  readonly department: Department;
  /** Words a buyer may use that the title does not have. */
  readonly keywords: readonly string[];
  /** Stars, 1 to 5 with one decimal. */
  readonly rating: number;
  readonly ratings: number;
  readonly about: readonly string[];
  readonly seller: string;
  readonly picture: Picture;
  readonly offer: Offer;
  readonly family: Family | null;
}

/** Articles that are variants of one another. */
export interface Family {
  /** The parent article, which cannot be bought. */
  readonly parent: string;
  readonly dimension: 'color' | 'size' | 'style';
  readonly value: string;
}

export interface Picture {
  readonly shape: ShapeName;
  readonly colour: ColourName;
}

export type ShapeName =
  | 'apple'
  | 'avocado'
  | 'backpack'
  | 'bag'
  | 'banana'
  | 'battery'
  | 'berries'
  | 'blocks'
  | 'book'
  | 'bottle'
  | 'box'
  | 'bulb'
  | 'cable'
  | 'camera'
  | 'can'
  | 'carton'
  | 'cheese'
  | 'dice'
  | 'drive'
  | 'eggs'
  | 'fish'
  | 'gamepad'
  | 'headphones'
  | 'jar'
  | 'keyboard'
  | 'kettle'
  | 'leaf'
  | 'loaf'
  | 'monitor'
  | 'mouse'
  | 'mug'
  | 'notebook'
  | 'pan'
  | 'plug'
  | 'plush'
  | 'puzzle'
  | 'roll'
  | 'shirt'
  | 'shoe'
  | 'sock'
  | 'speaker'
  | 'sponge'
  | 'train'
  | 'tub'
  | 'tube';

export type ColourName =
  | 'red'
  | 'orange'
  | 'yellow'
  | 'green'
  | 'teal'
  | 'blue'
  | 'purple'
  | 'pink'
  | 'brown'
  | 'cream'
  | 'grey'
  | 'black';

type Given = Pick<Product, 'asin' | 'title' | 'brand' | 'rating' | 'ratings' | 'about'> & {
  readonly price: number;
  readonly picture: readonly [ShapeName, ColourName];
  readonly keywords?: readonly string[];
  readonly seller?: string;
  readonly offer?: Partial<Offer>;
  readonly family?: Family;
};

/** Fills in what most articles have in common. `price` is in US cents. */
export function product(department: Department, given: Given): Product {
  const { price, picture, offer, keywords, seller, family, ...rest } = given;
  return {
    ...rest,
    department,
    keywords: keywords ?? [],
    seller: seller ?? 'Demo Store',
    picture: { shape: picture[0], colour: picture[1] },
    offer: { ...plainOffer, priceMinor: price, ...offer },
    family: family ?? null,
  };
}

const plainOffer: Offer = {
  kind: 'new',
  priceMinor: 0,
  cartPriceMinor: null,
  listPriceMinor: null,
  primePriceMinor: null,
  usedPriceMinor: null,
  maxQuantity: 30,
  stockLeft: null,
  quantityControl: 'select',
  needsChoice: false,
  warranty: 'none',
};
