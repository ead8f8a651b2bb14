/** Checks of a request's headers before anything else looks at it (MCP transports, "Security Warning"). */

const loopbackNames: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** True when `Host` names this machine. Any other name may be an attacker's, pointed at us (DNS rebinding). */
export const isLoopbackHost = remembering((host: string) => {
  const [, name, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(host) ?? [];
  return name !== undefined && loopbackNames.has(name.toLowerCase()) && (port === undefined || isPort(port));
});

/** True when there is no `Origin` (not a browser) or it is a page of this machine. `null` is foreign. */
export function isOwnOrigin(origin: string | undefined): boolean {
  if (origin === undefined) return true;
  const [, host] = /^https?:\/\/([^/?#@]+)$/i.exec(origin) ?? [];
  return isLoopbackHost(host);
}

/** The token of `Authorization: Bearer TOKEN` (RFC 6750, section 2.1), or undefined. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^bearer +([A-Za-z0-9._~+/=-]{1,1024}) *$/i.exec(authorization ?? '')?.[1];
}

/** True when the media type is `application/json`, whatever its parameters. */
export function isJsonContentType(contentType: string | undefined): boolean {
  return mediaType(contentType) === 'application/json';
}

/** True when an `Accept` header covers both forms that an answer may take (MCP transports, "Sending Messages"). */
export const acceptsAnswers = remembering(
  (accept: string) => accepts(accept, 'application/json') && accepts(accept, 'text/event-stream'),
);

/** The media type without parameters, in lower case; empty when there is none. */
export function mediaType(contentType: string | undefined): string {
  if (contentType === undefined) return '';
  const end = contentType.indexOf(';');
  return (end < 0 ? contentType : contentType.slice(0, end)).trim().toLowerCase();
}

/** True when an `Accept` header covers a media type; no header accepts everything (RFC 9110, section 12.5.1). */
export function accepts(accept: string | undefined, type: string): boolean {
  if (accept === undefined) return true;
  const family = `${type.slice(0, type.indexOf('/'))}/*`;
  return accept.split(',').some((range) => {
    const name = mediaType(range);
    return name === type || name === family || name === '*/*';
  });
}

const mostRemembered = 100;

/** A test of a header, which each client sends in the same words every time; what is absent fails. */
function remembering(isFit: (value: string) => boolean): (value: string | undefined) => boolean {
  const fit = new Set<string>();
  return (value) => {
    if (value === undefined) return false;
    if (fit.has(value)) return true;
    const isIt = isFit(value);
    if (isIt && fit.size < mostRemembered && value.length < 200) fit.add(value);
    return isIt;
  };
}

function isPort(digits: string): boolean {
  return Number(digits) <= 65535;
}
