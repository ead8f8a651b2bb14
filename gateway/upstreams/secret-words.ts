/** Stands for a value that is not shown. */
export const hidden = '…';

const secretName =
  /token|secret|passw|pwd$|api[-_]?key|(?:access|private|signing|license)[-_]?key|credential|authorization|cookie|(?:^|[-_])auth$/i;
const secretParameter = /^(?:key|sig|signature|code|sas)$/i;
/** The beginnings by which well-known services mark their keys. */
const knownKey =
  /^(?:sk-|gh[opsu]_|github_pat_|glpat-|xox[abeprs]-|xapp-|AKIA|AIza|eyJ[\w-]+\.|hf_|npm_|pat-|secret_|ntn_)/;

/** A name that is as often that of a file, or of a column: its value tells. */
const ambiguousName = /(?:^|[-_])key$/i;

/** Long, of one word, and neither a path nor an address. */
export function isLikeKey(value: string): boolean {
  return /^[\w+=.~-]{20,}$/.test(value);
}

/** Whether a value of that name is probably a secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/** The arguments of a command, each as it may be shown: secrets, and what looks like one, hidden. */
export function shownArguments(args: readonly string[]): string[] {
  let name = '';
  return args.map((arg) => {
    const isFlag = arg.startsWith('-');
    const isHidden = !isFlag && isSecret(name, arg);
    name = isFlag && !arg.includes('=') ? arg : '';
    return isHidden ? hidden : shownArgument(arg);
  });
}

function isSecret(name: string, value: string): boolean {
  return isSecretName(name) || (ambiguousName.test(name) && isLikeKey(value)) || knownKey.test(value);
}

function shownArgument(arg: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(arg)) return shownUrl(arg);
  const assigned = /^(-{0,2}[\w.-]+)(=|:\s*)(.+)$/s.exec(arg);
  if (assigned) {
    const [, name = '', sign = '', value = ''] = assigned;
    if (isSecret(name, value)) return `${name}${sign}${hidden}`;
    return sign === '=' ? `${name}=${shownArgument(value)}` : arg;
  }
  return knownKey.test(arg) ? hidden : arg;
}

/** A URL without its password and without the values of parameters that are secrets. Any other text as it is. */
export function shownUrl(text: string): string {
  const url = URL.parse(text);
  if (!url) return text;
  let isChanged = false;
  if (url.password !== '' || (url.username !== '' && /^https?:$/.test(url.protocol))) {
    // `user:password@`, and for the web also a lone name: it is a key there.
    url.username = url.password === '' ? hidden : url.username;
    url.password = url.password === '' ? '' : hidden;
    isChanged = true;
  }
  for (const [name, value] of [...url.searchParams]) {
    if (!isSecretName(name) && !secretParameter.test(name) && !knownKey.test(value)) continue;
    url.searchParams.set(name, hidden);
    isChanged = true;
  }
  // Some services take the key as a part of the path.
  const path = url.pathname.split('/').map((part) => (knownKey.test(part) ? hidden : part));
  if (path.includes(hidden)) {
    url.pathname = path.join('/');
    isChanged = true;
  }
  return isChanged ? url.href.replaceAll('%E2%80%A6', hidden) : text;
}
