import type { UpstreamSpec } from '../../contract/model.ts';
import { shownArguments, shownUrl } from './secret-words.ts';

/** Where an upstream is, fit to be shown and recorded: secrets in arguments and URLs are blanked out. */
export function addressOf(spec: UpstreamSpec): string {
  if (spec.kind === 'http') return shownUrl(spec.url);
  return [spec.command, ...shownArguments(spec.args)]
    .map((word) => (/\s/.test(word) || word === '' ? JSON.stringify(word) : word))
    .join(' ');
}
