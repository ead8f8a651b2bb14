import { html, type Markup, type MarkupPart } from '../html.ts';
import { bareDocument } from './layout.ts';
import type { View } from './view.ts';

export interface SignInParts {
  readonly returnTo: string;
  readonly email: string;
  /** Whether the answer before was wrong. */
  readonly isWrong: boolean;
}

/** The e-mail step: since 2025 the "claim" form; before, `#ap_email`. */
export function emailPage(view: View, { returnTo, isWrong }: SignInParts): Markup {
  if (view.switches.era === 2023) {
    return signInDocument(
      view,
      html`${isWrong && problem('We cannot find an account with that email address')}
        <h1 class="a-spacing-small">Sign in</h1>
        <form name="signIn" method="post" action="/ap/signin" class="auth-validate-form">
          ${hidden({ appAction: 'SIGNIN', appActionToken: view.csrf, 'openid.return_to': returnTo })}
          <label for="ap_email" class="a-form-label">Email or mobile phone number</label>
          <input type="email" id="ap_email" name="email" class="a-input-text a-span12" required />
          <span class="a-button a-button-primary a-button-span12"
            ><input id="continue" class="a-button-input" type="submit" value="Continue"
          /></span>
        </form>`,
    );
  }
  return signInDocument(
    view,
    html`<div id="claim-collection-container" class="a-section">
      ${isWrong && problem('Enter a valid email address or mobile number')}
      <h1 class="a-size-medium-plus a-spacing-small">Sign in or create account</h1>
      <form id="ap_login_form" name="signIn" method="post" action="/ax/claim?openid.mode=checkid_setup">
        ${hidden({
          appAction: 'SIGNIN_CLAIM_COLLECT',
          subPageType: 'FullPageUnifiedClaimCollect',
          claimCollectionWorkflow: 'unified',
          'openid.return_to': returnTo,
          'anti-csrftoken-a2z': view.csrf,
        })}
        <div id="claim-input-container">
          <label for="ap_email_login" class="a-form-label">Enter mobile number or email</label>
          <input
            type="email"
            id="ap_email_login"
            name="email"
            class="a-input-text"
            autocomplete="username webauthn"
            required
          />
        </div>
        <input
          type="password"
          id="auth-credential-autofill-hint"
          name="password"
          class="aok-hidden"
          tabindex="-1"
          aria-hidden="true"
        />
        ${submitButton('continue', 'Continue')}
      </form>
    </div>`,
  );
}

export function passwordPage(view: View, { returnTo, email, isWrong }: SignInParts): Markup {
  return signInDocument(
    view,
    html`${isWrong && problem('Your password is incorrect')}
      <h1 class="a-spacing-small">Sign in</h1>
      <div class="a-row">
        <span>${email}</span> <a id="ap_change_login_claim" class="a-link-normal" href="/ap/signin">Change</a>
      </div>
      <form name="signIn" method="post" action="/ap/signin" class="auth-validate-form">
        ${hidden({ appAction: 'SIGNIN_PWD_COLLECT', appActionToken: view.csrf, 'openid.return_to': returnTo })}
        <input type="hidden" name="email" value="${email}" id="ap_email" />
        <label for="ap_password" class="a-form-label">Password</label>
        <input
          type="password"
          id="ap_password"
          name="password"
          class="a-input-text a-span12"
          autocomplete="current-password"
          required
        />
        <span id="auth-signin-button" class="a-button a-button-primary a-button-span12"
          ><input id="signInSubmit" class="a-button-input" type="submit" value="Sign in"
        /></span>
        <label class="auth-remember"
          ><input type="checkbox" name="rememberMe" value="true" /> Keep me signed in</label
        >
      </form>`,
  );
}

/** An address the shop does not know. */
export function newcomerPage(view: View, { email, returnTo }: SignInParts): Markup {
  return signInDocument(
    view,
    html`<div id="intent-confirmation-container">
      <h1 class="a-size-medium-plus a-spacing-small">Looks like you're new here</h1>
      <p><span class="claim-value">${email}</span> <a class="change-claim" href="/ap/signin">Change</a></p>
      <form id="intent-confirmation-form" method="post" action="/ap/register">
        ${hidden({ email, 'openid.return_to': returnTo })}
        ${submitButton('intention-submit-button', 'Proceed to create an account')}
      </form>
      <p class="already-a-customer">Already a customer?</p>
      <a class="signin-with-another-account" href="/ap/signin">Sign in with another email or mobile</a>
    </div>`,
  );
}

export function otpPage(view: View, { returnTo, isWrong }: SignInParts, hint: string): Markup {
  return signInDocument(
    view,
    html`${isWrong && problem('The One Time Password (OTP) you entered is not valid.')}
      <form id="auth-mfa-form" method="post" action="/ap/signin">
        ${hidden({ appAction: 'SIGNIN_MFA', appActionToken: view.csrf, 'openid.return_to': returnTo })}
        <h1>Two-Step Verification</h1>
        <p>Enter the code. In this demo store it is always ${hint}.</p>
        <label for="auth-mfa-otpcode" class="a-form-label">Enter OTP:</label>
        <input
          type="tel"
          id="auth-mfa-otpcode"
          name="otpCode"
          class="a-input-text"
          autocomplete="one-time-code"
          required
        />
        <span class="a-button a-button-primary a-button-span12"
          ><input
            id="auth-signin-button"
            name="mfaSubmit"
            class="a-button-input"
            type="submit"
            value="Sign in"
        /></span>
      </form>`,
    'Two-Step Verification',
  );
}

export function devicePage(view: View, { returnTo }: SignInParts): Markup {
  return signInDocument(
    view,
    html`<h1 class="a-spacing-small">Two-Step Verification</h1>
      <form id="auth-select-device-form" method="post" action="/ap/signin">
        ${hidden({ appAction: 'MFA_NEW_OTP', appActionToken: view.csrf, 'openid.return_to': returnTo })}
        <p>Where should we send the code?</p>
        <label
          ><input type="radio" name="otpDeviceContext" value="demo, SMS" checked /> Text message to a phone
          ending in 00</label
        >
        <label
          ><input type="radio" name="otpDeviceContext" value="demo, VOICE" /> Call a phone ending in 00</label
        >
        ${submitButton('auth-send-code', 'Send OTP')}
      </form>`,
    'Two-Step Verification',
  );
}

export function approvalPage(view: View, { returnTo, isWrong }: SignInParts, hint: string): Markup {
  return signInDocument(
    view,
    html`${isWrong && problem('Invalid OTP. Please check your code and try again.')}
      <h1>Verify it's you</h1>
      <form
        id="verification-code-form"
        method="post"
        action="/ap/cvf/approval/verifyOtp"
        class="cvf-widget-form"
      >
        ${hidden({ csrfToken: view.csrf, 'openid.return_to': returnTo })}
        <p>We sent a code to your email. In this demo store it is always ${hint}.</p>
        <input
          type="tel"
          id="input-box-otp"
          name="otpCode"
          class="cvf-widget-input a-input-text"
          aria-label="Code"
          required
        />
        ${submitButton('cvf-submit-otp-button', 'Submit code')}
      </form>`,
  );
}

function signInDocument(view: View, body: MarkupPart, title = 'Demo store Sign-In'): Markup {
  return bareDocument(view, {
    title,
    bodyClass: 'auth-workflow',
    body: html`<main id="authportal-main-section">
      <a id="auth-logo" class="a-link-nav-icon" href="/ref=ap_frn_logo">demo<b>store</b></a>
      <div class="a-box auth-box">${body}</div>
    </main>`,
  });
}

function problem(text: string): Markup {
  return html`<div id="auth-error-message-box" class="a-box a-alert a-alert-error" role="alert">
    <h4 class="a-alert-heading">There was a problem</h4>
    <div class="a-alert-content"><span class="a-list-item">${text}</span></div>
  </div>`;
}

function hidden(fields: Readonly<Record<string, string>>): Markup[] {
  return Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
}

function submitButton(id: string, label: string): Markup {
  return html`<span id="${id}" class="a-button a-button-primary a-button-span12"
    ><input class="a-button-input" type="submit" aria-labelledby="${id}-announce" value="${label}"
  /></span>`;
}
