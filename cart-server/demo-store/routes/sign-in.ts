import { createHash, timingSafeEqual } from 'node:crypto';
import {
  approvalPage,
  devicePage,
  emailPage,
  newcomerPage,
  otpPage,
  passwordPage,
  type SignInParts,
} from '../pages/sign-in-pages.ts';
import { cookie, localPath, page, redirect, type Answer, type Visit } from '../visit.ts';
import { isTokenRight, refusal } from './changes.ts';
import type { Handler, Route, StoreParts } from './store-parts.ts';

const start: Handler = (visit, { signIns }) => {
  signIns.delete(visit.session.id);
  return page(emailPage(visit.view, partsOf(visit, '')));
};

/** The e-mail step of 2025. */
const claim: Handler = (visit, parts) => (isTokenRight(visit) ? takeEmail(visit, parts) : refusal(visit));

function takeEmail(visit: Visit, { account, signIns }: StoreParts): Answer {
  const email = (visit.fields.get('email') ?? '').trim().toLowerCase();
  const { view } = visit;
  if (!email.includes('@')) return page(emailPage(view, partsOf(visit, email, true)));
  if (email !== account.email) {
    return page(
      view.switches.era === 2023
        ? emailPage(view, partsOf(visit, email, true))
        : newcomerPage(view, partsOf(visit, email)),
    );
  }
  const { asksApproval } = view.switches;
  signIns.set(visit.session.id, { email, stage: asksApproval ? 'approval' : 'password' });
  const parts = partsOf(visit, email);
  return page(asksApproval ? approvalPage(view, parts, account.otp) : passwordPage(view, parts));
}

/** All steps after the e-mail post here and say in `appAction` which one they are. */
const step: Handler = (visit, parts) => {
  if (!isTokenRight(visit, 'appActionToken')) return refusal(visit);
  switch (visit.fields.get('appAction')) {
    case 'SIGNIN':
      return takeEmail(visit, parts);
    case 'SIGNIN_PWD_COLLECT':
      return takePassword(visit, parts);
    case 'MFA_NEW_OTP':
      return page(otpPage(visit.view, partsOf(visit, ''), parts.account.otp));
    case 'SIGNIN_MFA':
      return takeOtp(visit, parts);
    default:
      return page(emailPage(visit.view, partsOf(visit, '')));
  }
};

function takePassword(visit: Visit, parts: StoreParts): Answer {
  const { signIns, account, shop } = parts;
  const { view, session, fields } = visit;
  const pending = signIns.get(session.id);
  if (pending?.stage !== 'password') return page(emailPage(view, partsOf(visit, '')));
  const { email } = pending;
  if (!isSameSecret(fields.get('password') ?? '', account.password)) {
    return page(passwordPage(view, partsOf(visit, email, true)));
  }
  signIns.set(session.id, { email, stage: 'otp' });
  switch (view.switches.otp) {
    case 'code':
      return page(otpPage(view, partsOf(visit, email), account.otp));
    case 'choose_device':
      return page(devicePage(view, partsOf(visit, email)));
    case 'none':
      return finish(visit, shop.signIn(session, email), parts);
  }
}

function takeOtp(visit: Visit, parts: StoreParts): Answer {
  const { signIns, account, shop } = parts;
  const pending = signIns.get(visit.session.id);
  if (pending?.stage !== 'otp') return page(emailPage(visit.view, partsOf(visit, '')));
  if (!isSameSecret(visit.fields.get('otpCode') ?? '', account.otp)) {
    return page(otpPage(visit.view, partsOf(visit, pending.email, true), account.otp));
  }
  return finish(visit, shop.signIn(visit.session, pending.email), parts);
}

const approve: Handler = (visit, { signIns, account }) => {
  if (!isTokenRight(visit, 'csrfToken')) return refusal(visit);
  const pending = signIns.get(visit.session.id);
  if (pending?.stage !== 'approval') return page(emailPage(visit.view, partsOf(visit, '')));
  const isRight = isSameSecret(visit.fields.get('otpCode') ?? '', account.otp);
  const parts = partsOf(visit, pending.email, !isRight);
  if (isRight) signIns.set(visit.session.id, { email: pending.email, stage: 'password' });
  return page(isRight ? passwordPage(visit.view, parts) : approvalPage(visit.view, parts, account.otp));
};

function finish(visit: Visit, token: string, { signIns }: StoreParts): Answer {
  signIns.delete(visit.session.id);
  return redirect(localPath(partsOf(visit, '').returnTo, visit.view.origin), [
    cookie('at-main', token, { isHttpOnly: true }),
    cookie('x-main', createHash('sha256').update(token).digest('base64url')),
  ]);
}

const signOut: Handler = ({ session, url, view }, { shop }) => {
  shop.signOut(session);
  const target = localPath(url.searchParams.get('path') ?? '/', view.origin);
  return redirect(target, [cookie('at-main', ''), cookie('x-main', '')]);
};

const partsOf = ({ fields }: Visit, email: string, isWrong = false): SignInParts => ({
  returnTo: fields.get('openid.return_to') ?? '/',
  email,
  isWrong,
});

function isSameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

export const signInRoutes: readonly Route[] = [
  { method: 'GET', path: /^\/(-\/en\/)?ap\/signin$/, handle: start },
  { method: 'POST', path: /^\/ax\/claim$/, handle: claim },
  { method: 'POST', path: /^\/ap\/signin$/, handle: step },
  { method: 'POST', path: /^\/ap\/cvf\/approval\/verifyOtp$/, handle: approve },
  {
    method: 'POST',
    path: /^\/ap\/register$/,
    handle: ({ view }) => page(emailPage(view, { returnTo: '/', email: '', isWrong: true })),
  },
  { method: 'GET', path: /^\/gp\/flex\/sign-out(\.html)?$/, handle: signOut },
];
