import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { emptyState, shopState, type ShopState } from './state.ts';

/** Reads the state; a missing file is a fresh start, a broken one is moved aside with a word to `warn`. */
export function readStateFile(path: string, now: number, warn: (message: string) => void): ShopState {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return emptyState();
    throw error;
  }
  const state = parse(text);
  if (state) return state;
  const aside = `${path}.broken-${now}`;
  renameSync(path, aside);
  warn(`demo store: the state file was not readable; moved to \`${aside}\`, starting fresh`);
  return emptyState();
}

/**
 * Writes at once and whole: a kill at any moment leaves the old file or the new one.
 * Synchronous, so that a change is on disk before the visitor hears of it.
 */
export function writeStateFile(path: string, state: ShopState): void {
  mkdirSync(dirname(path), { recursive: true });
  const next = `${path}.next`;
  writeFileSync(next, JSON.stringify(state), { mode: 0o600 });
  renameSync(next, path);
}

function parse(text: string): ShopState | undefined {
  try {
    return shopState.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
