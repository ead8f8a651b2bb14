import { html, type Markup } from '../html.ts';
import { script } from '../scripts.ts';
import { bareDocument } from './layout.ts';
import type { View } from './view.ts';

/** "Continue shopping": one button between the visitor and the page wanted. */
export function continuePage(view: View, { token, target }: { token: string; target: string }): Markup {
  return wall(
    view,
    html`<h4>${view.texts.continueHint}</h4>
      <form method="get" action="/errors/validateCaptcha" name="">
        <input type="hidden" name="amzn" value="${token}" /><input
          type="hidden"
          name="amzn-r"
          value="${target}"
        />
        <input type="hidden" name="field-keywords" value="${token.slice(0, 6)}" />
        ${continueButton(view)}
      </form>`,
  );
}

/** Letters in a picture. */
export function captchaPage(view: View, { token, target }: { token: string; target: string }): Markup {
  return wall(
    view,
    html`<h4>Enter the characters you see below</h4>
      <p>Sorry, we just need to make sure you're not a robot.</p>
      <form method="get" action="/errors/validateCaptcha" name="">
        <input type="hidden" name="amzn" value="${token}" /><input
          type="hidden"
          name="amzn-r"
          value="${target}"
        />
        <img src="/captcha/${token}/Captcha.svg" alt="" width="200" height="70" />
        <input
          id="captchacharacters"
          name="field-keywords"
          type="text"
          autocomplete="off"
          spellcheck="false"
          placeholder="Type characters"
          aria-label="Type characters"
        />
        ${continueButton(view)}
      </form>`,
  );
}

/** A challenge that a script answers; without one, or when nothing will do, the page stays as it is. */
export function challengePage(
  view: View,
  { isSolvable, round }: { isSolvable: boolean; round: number },
): Markup {
  return bareDocument(view, {
    title: '',
    body: html`<div id="challenge-container" data-round="${round}"></div>
      <noscript
        >In order to continue, we need to verify that you're not a robot. This requires JavaScript.</noscript
      >
      ${isSolvable && script('challenge')}`,
  });
}

/** `link` is how the shop marks the way out of its error pages. */
export function errorPage(
  view: View,
  { title, text, link = '503' }: { title: string; text: string; link?: '404' | '503' },
): Markup {
  return bareDocument(view, {
    title,
    bodyClass: 'error-page',
    body: html`<main id="g">
      <form id="a" accept-charset="utf-8" action="/s" method="GET" role="search">
        <input id="e" name="field-keywords" placeholder="Search" aria-label="Search" />
        <input id="f" type="submit" value="Go" />
      </form>
      <h1>${title}</h1>
      <p>${text}</p>
      <a href="/ref=cs_${link}_link">Go to the demo store's home page</a>
    </main>`,
  });
}

function wall(view: View, body: Markup): Markup {
  return bareDocument(view, {
    title: 'Demo store',
    bodyClass: 'auth-workflow',
    body: html`<div class="a-container">
      <i class="a-icon a-logo" aria-label="Demo store"></i>
      <div class="a-box auth-box">${body}</div>
    </div>`,
  });
}

function continueButton({ texts }: View): Markup {
  return html`<span class="a-button a-button-primary a-button-span12"
    ><button type="submit" class="a-button-text" alt="${texts.continueShopping}">
      ${texts.continueShopping}
    </button></span
  >`;
}

export const notFoundText = {
  title: 'Page Not Found',
  text: "Sorry, we couldn't find that page.",
  link: '404',
} as const;
