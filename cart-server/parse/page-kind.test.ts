import { expect, test } from 'vitest';
import { pageKind, type PageSigns } from './page-kind.ts';

const noSignIn = {
  hasForm: false,
  hasEmail: false,
  hasPassword: false,
  hasOtp: false,
  hasDeviceChoice: false,
  hasIntent: false,
  hasError: false,
};
const bare: PageSigns = {
  status: 200,
  wafAction: null,
  title: '',
  hasCaptchaForm: false,
  hasCaptchaPicture: false,
  hasWafContainer: false,
  hasVerificationForm: false,
  signIn: noSignIn,
  errorLink: null,
  isCheckout: false,
  hasNavigation: false,
  hasContent: false,
};
const kindOf = (change: Partial<PageSigns>) => pageKind({ ...bare, ...change });
const step = (change: Partial<PageSigns['signIn']>) => kindOf({ signIn: { ...noSignIn, ...change } });

test('walls win over everything, under any status', () => {
  const busy = { hasNavigation: true, hasContent: true };
  expect(kindOf({ ...busy, hasCaptchaForm: true })).toEqual({ kind: 'continue_wall' });
  expect(kindOf({ hasCaptchaForm: true, hasCaptchaPicture: true })).toEqual({ kind: 'captcha' });
  expect(kindOf({ status: 202, wafAction: 'challenge' })).toEqual({ kind: 'waf' });
  expect(kindOf({ hasWafContainer: true })).toEqual({ kind: 'waf' });
  expect(kindOf({ status: 503, hasCaptchaForm: true })).toEqual({ kind: 'continue_wall' });
});

test('tells the steps of signing in apart', () => {
  expect(step({ hasForm: true, hasEmail: true })).toEqual({ kind: 'sign_in', step: 'email' });
  expect(step({ hasForm: true, hasPassword: true })).toEqual({ kind: 'sign_in', step: 'password' });
  expect(step({ hasPassword: true, hasError: true })).toEqual({ kind: 'sign_in', step: 'password_error' });
  expect(step({ hasOtp: true })).toEqual({ kind: 'sign_in', step: 'otp' });
  expect(step({ hasOtp: true, hasError: true })).toEqual({ kind: 'sign_in', step: 'otp_error' });
  expect(step({ hasDeviceChoice: true })).toEqual({ kind: 'sign_in', step: 'otp_device_choice' });
  expect(step({ hasIntent: true })).toEqual({ kind: 'sign_in', step: 'no_such_account' });
  expect(kindOf({ hasVerificationForm: true })).toEqual({ kind: 'verification' });
});

test('tells missing pages and failing shops, by status, link or title', () => {
  expect(kindOf({ status: 404, hasNavigation: true })).toEqual({ kind: 'not_found' });
  expect(kindOf({ errorLink: '404' })).toEqual({ kind: 'not_found' });
  expect(kindOf({ title: 'Page Not Found' })).toEqual({ kind: 'not_found' });
  expect(kindOf({ status: 503 })).toEqual({ kind: 'server_error' });
  expect(kindOf({ errorLink: '503' })).toEqual({ kind: 'server_error' });
  expect(kindOf({ title: '503 - Service Unavailable Error' })).toEqual({ kind: 'server_error' });
  expect(kindOf({ title: 'Tut uns Leid!' })).toEqual({ kind: 'server_error' });
});

test('only what shows a shop is a page of the shop', () => {
  expect(kindOf({ hasContent: true, status: null })).toEqual({ kind: 'ok' });
  expect(kindOf({ hasNavigation: true, title: '503 ways to cook' })).toEqual({ kind: 'ok' });
  expect(kindOf({ hasNavigation: true, isCheckout: true })).toEqual({ kind: 'unknown' });
  expect(kindOf({ hasNavigation: true, title: 'Page Not Found' })).toEqual({ kind: 'not_found' });
  expect(kindOf({ hasContent: true, title: '404 - the musical' })).toEqual({ kind: 'ok' });
  expect(kindOf({ title: 'Router login' })).toEqual({ kind: 'unknown' });
});
