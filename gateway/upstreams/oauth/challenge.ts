/** What a refusal says about how to get in (RFC 6750, section 3; RFC 9728, section 5.1). */
export interface Challenge {
  readonly error?: string;
  readonly scope?: string;
  readonly resourceMetadata?: string;
}

/** Reads the Bearer challenge of a `WWW-Authenticate` header; undefined when there is none. */
export function readChallenge(header: string | string[] | undefined): Challenge | undefined {
  const text = Array.isArray(header) ? header.join(', ') : header;
  const bearer = /(?:^|,\s*)bearer(?:\s+|$)/i.exec(text ?? '');
  if (!text || !bearer) return undefined;
  const found: Record<string, string> = {};
  const parameter = /\s*,?\s*([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/y;
  parameter.lastIndex = bearer.index + bearer[0].length;
  for (let match = parameter.exec(text); match; match = parameter.exec(text)) {
    const [, name = '', quoted, bare = ''] = match;
    found[name.toLowerCase()] ??= quoted === undefined ? bare : quoted.replaceAll(/\\(.)/g, '$1');
  }
  const { error, scope, resource_metadata: resourceMetadata } = found;
  return {
    ...(error !== undefined && { error }),
    ...(scope !== undefined && { scope }),
    ...(resourceMetadata !== undefined && { resourceMetadata }),
  };
}
