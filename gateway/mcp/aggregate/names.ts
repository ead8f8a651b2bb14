/**
 * How the names of many upstreams become names of one server, and back. The name of an upstream has no `_` and no
 * `/`, so the first separator is always ours: whatever an upstream calls its own things, no two become the same.
 */

const separator = '__';
const uriPrefix = 'checkstand:';

/** What a name of the aggregate stands for. */
export interface Qualified {
  readonly upstream: string;
  /** As the upstream itself says it. */
  readonly own: string;
}

/** The name of a tool or a prompt: `UPSTREAM__NAME`. */
export function joinName(upstream: string, own: string): string {
  return `${upstream}${separator}${own}`;
}

/** Undefined when no upstream is named. */
export function splitName(name: string): Qualified | undefined {
  return splitAt(name, separator);
}

/**
 * The URI, or URI template, of a resource: `checkstand:UPSTREAM/URI`. Without `//`, because what follows an authority
 * is normalized by some clients (`..`, letter case), and the upstream would not know its own URI again.
 */
export function joinUri(upstream: string, own: string): string {
  return `${uriPrefix}${upstream}/${own}`;
}

/** Undefined when it is not of the aggregate. */
export function splitUri(uri: string): Qualified | undefined {
  return uri.startsWith(uriPrefix) ? splitAt(uri.slice(uriPrefix.length), '/') : undefined;
}

function splitAt(text: string, mark: string): Qualified | undefined {
  const at = text.indexOf(mark);
  return at < 1 ? undefined : { upstream: text.slice(0, at), own: text.slice(at + mark.length) };
}
