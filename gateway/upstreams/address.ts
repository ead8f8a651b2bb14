import type { UpstreamSpec } from '../../contract/model.ts';

const secretName = /token|secret|passw|api-?_?key|credential|auth/i;

/** Where an upstream is, fit to be shown and recorded: secrets in arguments and URLs are blanked out. */
export function addressOf(spec: UpstreamSpec): string {
  return spec.kind === 'http' ? urlAddress(spec.url) : commandAddress(spec.command, spec.args);
}

function commandAddress(command: string, args: readonly string[]): string {
  let isValueSecret = false;
  const shown = args.map((arg) => {
    if (isValueSecret && !arg.startsWith('-')) {
      isValueSecret = false;
      return '…';
    }
    const equals = arg.indexOf('=');
    const name = equals < 0 ? arg : arg.slice(0, equals);
    const isSecret = secretName.test(name);
    isValueSecret = isSecret && equals < 0 && arg.startsWith('-');
    return isSecret && equals >= 0 ? `${name}=…` : arg;
  });
  return [command, ...shown].map((word) => (/\s/.test(word) ? JSON.stringify(word) : word)).join(' ');
}

function urlAddress(text: string): string {
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    url.username = '…';
    url.password = '';
  }
  for (const name of [...url.searchParams.keys()]) {
    if (secretName.test(name) || name === 'key') url.searchParams.set(name, '…');
  }
  return decodeURIComponent(url.href);
}
