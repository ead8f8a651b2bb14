import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeAtomically } from '../write-atomically.ts';

/** Where the token of a grant is kept for the bridge, when its owner wants that. */
export function tokenFile(dataDir: string, grant: string): string {
  return join(dataDir, 'bridge', `${encodeURIComponent(grant)}.token`);
}

/** Keeps a token in a file that only its owner may read; answers the path. */
export function saveToken(dataDir: string, grant: string, token: string): string {
  const path = tokenFile(dataDir, grant);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeAtomically(path, `${token}\n`);
  return path;
}

/** The token for a bridge, from the environment or the kept file; throws in words when there is none to use. */
export function bridgeToken(
  dataDir: string,
  grant: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const given = env['CHECKSTAND_TOKEN']?.trim();
  if (given) return given;
  const path = tokenFile(dataDir, grant);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new Error(
      `no token for the grant \`${grant}\`: set CHECKSTAND_TOKEN, or run \`checkstand grants rotate ${grant} --save\` (it would be in \`${path}\`)`,
    );
  }
  // Windows has no such mode bits; there the profile folder's access list keeps others out.
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
    throw new Error(
      `others on this machine can read \`${path}\`: close it (chmod 600), and give the grant a new token (\`checkstand grants rotate ${grant} --save\`)`,
    );
  }
  return text.trim();
}
