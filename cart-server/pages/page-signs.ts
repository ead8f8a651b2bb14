import type { Page, Response } from 'playwright-core';
import type { RawHeader } from '../parse/header.ts';
import type { PageSigns } from '../parse/page-kind.ts';

/** What stands on whatever page is open: its kind's signs and its navigation bar. */
export interface PageFace {
  readonly signs: PageSigns;
  readonly header: RawHeader;
  /** The document's language and region ("en-us"). */
  readonly lang: string;
}

export async function readFace(page: Page, response: Response | null): Promise<PageFace> {
  const face = await page.evaluate(collectFace).catch(async (error: unknown) => {
    // The page went on to another one, as the challenge does.
    if (!(error instanceof Error) || !error.message.includes('context was destroyed')) throw error;
    await page.waitForLoadState('domcontentloaded');
    return page.evaluate(collectFace);
  });
  return {
    header: face.header,
    lang: face.lang,
    signs: {
      ...face.signs,
      status: response?.status() ?? null,
      wafAction: response?.headers()['x-amzn-waf-action'] ?? null,
    },
  };
}

/** Runs in the page: everything it needs is inside. */
function collectFace() {
  const has = (selector: string) => document.querySelector(selector) !== null;
  const isShown = (selector: string) =>
    [...document.querySelectorAll(selector)].some(
      (it) => it.getClientRects().length > 0 && !it.closest('.aok-hidden, .a-hidden, .auth-hidden'),
    );
  const text = (selector: string) => document.querySelector(selector)?.textContent.trim() || null;
  const account = document.querySelector('#nav-link-accountList');
  const link = account?.matches('a') ? account : account?.querySelector('a');
  const captcha = 'form[action*="validateCaptcha"]';
  const signIn = 'form[name="signIn"], #ap_login_form';
  const hasPassword = isShown('#ap_password');
  const errorLink = document.querySelector('a[href*="cs_404_"], a[href*="cs_503_"]')?.getAttribute('href');
  return {
    lang: document.documentElement.lang.toLowerCase(),
    header: {
      accountHref: link?.getAttribute('href') || null,
      accountRef: link?.getAttribute('data-nav-ref') ?? null,
      greeting: text('#nav-link-accountList-nav-line-1') ?? text('#nav-link-accountList .nav-line-1'),
      cartCount: text('#nav-cart-count'),
    },
    signs: {
      title: document.title.trim(),
      hasCaptchaForm: has(captcha),
      hasCaptchaPicture: has(`#captchacharacters, ${captcha} img[src*="/captcha/"]`),
      hasWafContainer:
        has('#challenge-container, #captcha-container') && !has(`#nav-link-accountList, ${signIn}`),
      hasVerificationForm: has(
        'form[action*="/ap/cvf/"], #cvf-page-content, #cvf-aamation-container, .cvf-widget-form, #auth-captcha-image',
      ),
      signIn: {
        hasForm: has(signIn),
        hasEmail: has('#ap_email_login') || (has('#ap_email') && !hasPassword),
        hasPassword,
        hasOtp: has('#auth-mfa-otpcode'),
        hasDeviceChoice: has('#auth-select-device-form'),
        hasIntent: has('#intent-confirmation-form'),
        hasError: isShown('#auth-error-message-box, .auth-server-side-message-box'),
      },
      errorLink: errorLink?.includes('cs_404_') ? '404' : errorLink ? '503' : null,
      hasNavigation: has('#nav-link-accountList, #navbar, #nav-belt, #nav-main, #nav-cart-count'),
      isCheckout: has('#checkout-byg-ptc-button, [id^="byg-ptc-button"], #checkoutViewId'),
      hasContent: has(
        '[data-component-type="s-search-result"][data-asin], input#ASIN, #sc-active-cart, [data-name="Active Items"]',
      ),
    },
  };
}
