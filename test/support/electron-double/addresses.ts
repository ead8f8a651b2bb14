/**
 * Chromium outside Electron knows no `app:` scheme and would hand it to the desktop. So `app://HOST/…` is shown as
 * `https://HOST.app.test/…`, which nothing else uses and which is a secure context too; the app's code sees `app:`.
 */
const standIn = /^https:\/\/([a-z0-9-]+)\.app\.test(?=\/|$)/;

export function toPageUrl(appUrl: string): string {
  return appUrl.replace(/^app:\/\/([a-z0-9-]+)/, 'https://$1.app.test');
}

export function toAppUrl(pageUrl: string): string {
  return pageUrl.replace(standIn, 'app://$1');
}

/** The serialized origin as Chromium would give it for a standard scheme. */
export function originOf(appUrl: string): string {
  const app = /^app:\/\/[a-z0-9-]+/.exec(appUrl);
  return app ? app[0] : (URL.parse(appUrl)?.origin ?? 'null');
}
