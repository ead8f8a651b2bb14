import { readFileSync } from 'node:fs';
import type { Problem } from '../../contract/errors.ts';
import type { JsonObject } from '../../contract/json.ts';
import { readPolicyText } from '../../gateway/admission/read-policy-text.ts';
import { UsageError } from '../usage-error.ts';

/** A policy as a file holds it, in our own dialect; another one is converted on the way. */
export type PolicyFile =
  | {
      readonly ok: true;
      readonly dialect: 'checkstand' | 'intercept';
      /** Not checked yet when the dialect is our own. */
      readonly document: JsonObject;
      readonly notCarried: readonly { readonly path: string; readonly why: string }[];
    }
  /** It is of another dialect, and cannot be converted. */
  | { readonly ok: false; readonly dialect: 'intercept'; readonly problems: readonly Problem[] };

/** Reads JSON or YAML; `-` is standard input. A UsageError says why the file is none of that. */
export function readPolicyFile(path: string): PolicyFile {
  const read = readPolicyText(textOf(path));
  switch (read.kind) {
    case 'unreadable':
      throw new UsageError(`\`${path}\` is no policy: ${read.problems.join('\n  ')}`);
    case 'checkstand':
      return { ok: true, dialect: 'checkstand', document: read.value, notCarried: [] };
    case 'intercept': {
      const { imported } = read;
      if (!imported.ok) return { ok: false, dialect: 'intercept', problems: imported.problems };
      const { document, notCarried } = imported;
      return { ok: true, dialect: 'intercept', document: document as JsonObject, notCarried }; // a policy document is JSON
    }
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    throw new UsageError(
      `cannot read \`${path}\`: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
