/** The account link of the navigation bar as it stands in the page. */
export interface RawHeader {
  readonly accountHref: string | null;
  /** The link's own name, for pages whose href was emptied. */
  readonly accountRef: string | null;
  readonly greeting: string | null;
  readonly cartCount: string | null;
}

export interface Header {
  /** Undefined where the page does not say. */
  readonly isSignedIn: boolean | undefined;
  readonly name: string | null;
  readonly cartCount: number | null;
}

/**
 * Reads the sign-in state from where the account link leads, never from the greeting: "Hello, sign in" is a greeting
 * too, in every language.
 */
export function readHeader(raw: RawHeader): Header {
  const isSignedIn = signedIn(raw);
  const count = /^\d{1,4}$/.exec(raw.cartCount?.trim() ?? '');
  return {
    isSignedIn,
    name: isSignedIn ? nameIn(raw.greeting) : null,
    cartCount: count ? Number(count[0]) : null,
  };
}

function signedIn({ accountHref, accountRef }: RawHeader): boolean | undefined {
  const path = pathOf(accountHref);
  if (path && /\/ap\/signin(\/|$)/.test(path)) return false;
  if (path && /\/gp\/css\/homepage\.html/.test(path)) return true;
  if (accountRef === 'nav_ya_signin') return false;
  if (accountRef === 'nav_youraccount_btn') return true;
  return undefined;
}

function pathOf(href: string | null): string | undefined {
  if (!href) return undefined;
  return URL.parse(href, 'https://shop.invalid')?.pathname;
}

/** "Hello, Maya" says Maya; a greeting without a comma names nobody. */
function nameIn(greeting: string | null): string | null {
  const match = /[,،、，]\s*([^,،、，]+)$/.exec(greeting ?? '');
  return match?.[1]?.trim() || null;
}
