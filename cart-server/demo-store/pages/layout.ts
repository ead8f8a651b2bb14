import { html, type Markup, type MarkupPart } from '../html.ts';
import { script } from '../scripts.ts';
import { fill, itemsText } from '../texts.ts';
import type { View } from './view.ts';

export interface PageParts {
  readonly title: string;
  readonly body: MarkupPart;
  readonly query?: string;
  readonly store?: 'shop' | 'wholefoods';
  /** Shown as the cart count first; the true count follows late. */
  readonly staleCartCount?: number;
  readonly bodyClass?: string;
}

/** A whole page with the shop's header. */
export function shopPage(view: View, parts: PageParts): Markup {
  return bareDocument(view, {
    title: parts.title,
    bodyClass: parts.bodyClass ?? '',
    body: html`${header(view, parts)}
      <div id="a-page">${parts.body}</div>
      ${footer()} ${script('header')}`,
  });
}

/** A document without the header: sign-in, walls and errors. */
export function bareDocument(
  view: View,
  { title, body, bodyClass = '' }: { title: string; body: MarkupPart; bodyClass?: string },
): Markup {
  return html`<!doctype html>
    <html lang="${view.texts.lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="stylesheet" href="/static/store.css" />
        <link rel="icon" href="/static/icon.svg" type="image/svg+xml" />
      </head>
      <body class="a-m-us ${bodyClass}">
        <div class="demo-ribbon" role="note">
          <b>Demo store</b> – nothing here is real: no goods, no orders, no payments.
        </div>
        ${body}
      </body>
    </html>`;
}

function header(view: View, parts: PageParts): Markup {
  const { texts, switches } = view;
  const shown = parts.staleCartCount ?? view.cartCount();
  return html`<header id="navbar-main">
    <div id="navbar" role="navigation" aria-label="Primary">
      <div id="nav-belt">
        <div id="nav-logo">
          <a href="/ref=nav_logo" id="nav-logo-sprites" aria-label="Demo store">demo<b>store</b></a>
        </div>
        <div id="nav-global-location-slot">
          <a id="nav-global-location-popover-link" href="#"
            ><span class="nav-line-1" id="glow-ingress-line1">Deliver to</span
            ><span class="nav-line-2" id="glow-ingress-line2">Springfield 00000</span></a
          >
        </div>
        ${searchForm(view, parts)}
        <div id="nav-tools">
          ${switches.header !== 'missing' && accountLink(view)}
          <a href="/gp/css/order-history?ref_=nav_orders_first" class="nav-a" id="nav-orders"
            ><span class="nav-line-1">Returns</span><span class="nav-line-2">&amp; Orders</span></a
          >
          <a
            href="/gp/cart/view.html?ref_=nav_cart"
            class="nav-a"
            id="nav-cart"
            aria-label="${itemsText(texts, shown)}"
            ><span id="nav-cart-count-container"
              ><span
                id="nav-cart-count"
                aria-hidden="true"
                class="nav-cart-count nav-cart-${Math.min(shown, 20)}"
                data-late-count="${view.cartCount()}"
                data-late-ms="${switches.lateCartCountMs}"
                >${shown}</span
              ></span
            ><span id="nav-cart-text-container"><span class="nav-line-2">${texts.cart}</span></span></a
          >
        </div>
      </div>
      <div id="nav-main">
        <a class="nav-a" href="/">All</a>
        <a class="nav-a" href="/alm/storefront?almBrandId=VUZHIFdob2xlIEZvb2Rz&amp;ref_=nav_cs_whole_foods"
          >Whole Foods</a
        >
        ${departments.map(
          ([name, words]) => html`<a class="nav-a" href="/s?k=${encodeURIComponent(words)}">${name}</a>`,
        )}
      </div>
    </div>
    ${switches.hasLocationToaster && locationToaster()} ${switches.hasCookieBanner && cookieBanner()}
  </header>`;
}

const departments = [
  ['Household', 'household'],
  ['Electronics', 'electronics'],
  ['Kitchen', 'kitchen'],
  ['Books', 'books'],
  ['Toys', 'toys'],
  ['Clothing', 'clothing'],
] as const;

function accountLink(view: View): Markup {
  const { texts } = view;
  const name = view.switches.header === 'signed_out' ? null : view.customerName;
  const signIn = `${view.origin}/ap/signin?openid.pape.max_auth_age=0&openid.return_to=${encodeURIComponent(
    `${view.origin}${view.here}`,
  )}&openid.assoc_handle=usflex&openid.mode=checkid_setup`;
  return html`<div class="nav-div" id="nav-link-accountList">
    <a
      href="${name === null ? signIn : `${view.origin}/gp/css/homepage.html?ref_=nav_youraccount_btn`}"
      class="nav-a nav-a-2"
      data-nav-ref="${name === null ? 'nav_ya_signin' : 'nav_youraccount_btn'}"
      data-nav-role="signin"
      ><span id="nav-link-accountList-nav-line-1" class="nav-line-1"
        >${name === null ? texts.signIn : fill(texts.greeting, name)}</span
      ><span class="nav-line-2">Account &amp; Lists</span></a
    >
    ${name !== null && html`<a class="nav-a" id="nav-item-signout" href="/gp/flex/sign-out.html?path=%2F">Sign Out</a>`}
  </div>`;
}

function searchForm(view: View, { query = '', store = 'shop' }: PageParts): Markup {
  const isGrocery = store === 'wholefoods';
  return html`<form
    id="nav-search-bar-form"
    class="nav-searchbar"
    accept-charset="utf-8"
    action="/s/ref=nb_sb_noss"
    method="GET"
    name="site-search"
    role="search"
  >
    <select id="searchDropdownBox" name="url" class="nav-search-dropdown" aria-label="Department">
      <option value="search-alias=aps" ${!isGrocery && html`selected`}>All</option>
      <option value="search-alias=wholefoods" ${isGrocery && html`selected`}>Whole Foods</option>
    </select>
    <input
      type="text"
      id="twotabsearchtextbox"
      name="field-keywords"
      value="${query}"
      autocomplete="off"
      placeholder="${view.texts.search}"
      aria-label="${view.texts.search}"
      class="nav-input"
      role="searchbox"
    />
    <span id="nav-search-submit-text"
      ><input id="nav-search-submit-button" type="submit" class="nav-input" value="Go"
    /></span>
    ${
      view.switches.era === 2026 &&
      html`<span id="nav-search-submit-text-agent" aria-hidden="true" role="presentation"
        ><input
          id="nav-search-submit-button-agent"
          type="submit"
          formaction="/s/agent"
          value="Agent Search"
          tabindex="-1"
          data-agent-action="primary-search"
          data-search-mode="agent"
          data-agent-priority="primary"
          data-agent-recommended="true"
      /></span>`
    }
  </form>`;
}

function locationToaster(): Markup {
  return html`<div class="glow-toaster" data-toaster-type="AIS_INGRESS">
    <span>We are showing items that deliver to Springfield. To see others, change your address.</span>
    <input type="button" data-action-type="DISMISS" class="a-button-input" value="Don't Change" />
    <input type="button" data-action-type="SELECT_LOCATION" class="a-button-input" value="Change Address" />
  </div>`;
}

function cookieBanner(): Markup {
  return html`<div id="sp-cc-wrapper" role="dialog" aria-label="Cookies">
    <form id="sp-cc" method="get">
      <p>Select your cookie preferences. This shop needs only those that keep your cart.</p>
      <input type="button" id="sp-cc-accept" value="Accept" /><input
        type="button"
        id="sp-cc-rejectall-link"
        value="Decline"
      />
    </form>
  </div>`;
}

function footer(): Markup {
  return html`<footer id="navFooter">
    A shop for trying things out. It keeps what you do on this computer alone.
  </footer>`;
}
