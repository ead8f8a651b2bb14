/** What a page tells about its kind, gathered from the response and the document. */
export interface PageSigns {
  readonly status: number | null;
  readonly wafAction: string | null;
  readonly title: string;
  readonly hasCaptchaForm: boolean;
  readonly hasCaptchaPicture: boolean;
  readonly hasWafContainer: boolean;
  readonly hasVerificationForm: boolean;
  readonly signIn: {
    readonly hasForm: boolean;
    readonly hasEmail: boolean;
    readonly hasPassword: boolean;
    readonly hasOtp: boolean;
    readonly hasDeviceChoice: boolean;
    readonly hasIntent: boolean;
    readonly hasError: boolean;
  };
  /** From the error pages' own links (`cs_404_…`, `cs_503_…`). */
  readonly errorLink: string | null;
  /** A step between the cart and an order: nothing here goes there. */
  readonly isCheckout: boolean;
  readonly hasNavigation: boolean;
  /** A search card, a product form or a cart. */
  readonly hasContent: boolean;
}

export type SignInStep =
  | 'email'
  | 'email_error'
  | 'password'
  | 'password_error'
  | 'otp'
  | 'otp_error'
  | 'otp_device_choice'
  | 'no_such_account'
  | 'other';

export type PageKind =
  | { readonly kind: 'ok' }
  | { readonly kind: 'sign_in'; readonly step: SignInStep }
  | {
      readonly kind:
        'continue_wall' | 'captcha' | 'waf' | 'verification' | 'not_found' | 'server_error' | 'unknown';
    };

/** Classifies a page. Walls and sign-in win over everything, since they can come under any address and status. */
export function pageKind(signs: PageSigns): PageKind {
  if (signs.hasWafContainer || signs.wafAction !== null) return { kind: 'waf' };
  if (signs.hasCaptchaForm) return { kind: signs.hasCaptchaPicture ? 'captcha' : 'continue_wall' };
  if (signs.hasVerificationForm) return { kind: 'verification' };
  const step = signInStep(signs.signIn);
  if (step) return { kind: 'sign_in', step };
  if (signs.status === 404 || signs.errorLink === '404') return { kind: 'not_found' };
  if ((signs.status ?? 0) >= 500 || signs.errorLink === '503') return { kind: 'server_error' };
  if (signs.isCheckout) return { kind: 'unknown' };
  if (signs.hasContent) return { kind: 'ok' };
  if (notFound.test(signs.title)) return { kind: 'not_found' };
  if (serverError.test(signs.title)) return { kind: 'server_error' };
  return { kind: signs.hasNavigation ? 'ok' : 'unknown' };
}

/** Titles of error pages, which have no results and no goods. */
const notFound =
  /^(?:(?:[Aa]mazon\S* *[-:] *)?(?:page not found|seite (?:wurde )?nicht gefunden|page (?:introuvable|non trouvée)|(?:documento|página) no encontrad|página não encontrada|pagina non trovata|pagina niet gevonden|sidan hittades inte|nie znaleziono strony|sayfa bulunamadı|ページが見つかりません)|404 *[-:])/i;
const serverError =
  /^(?:sorry! something went wrong|50\d *[-:]|50\d$|service unavailable|tut uns leid|entschuldigung|désolé|toutes nos excuses|lo sentimos|siamo spiacenti|ci dispiace|desculpe|sentimos muito|het spijt ons|ご迷惑をおかけして|申し訳)/i;

function signInStep(form: PageSigns['signIn']): SignInStep | undefined {
  if (form.hasIntent) return 'no_such_account';
  if (form.hasDeviceChoice) return 'otp_device_choice';
  if (form.hasOtp) return form.hasError ? 'otp_error' : 'otp';
  if (form.hasPassword) return form.hasError ? 'password_error' : 'password';
  if (form.hasEmail) return form.hasError ? 'email_error' : 'email';
  return form.hasForm ? 'other' : undefined;
}
