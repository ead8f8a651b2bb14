import { readFileSync, readdirSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

/** A file of the console as it is served. */
export interface StaticFile {
  readonly body: Buffer;
  readonly type: string;
  readonly cache: string;
}

/** Looks up a URL path; undefined when the console has no such file. */
export type StaticFiles = (path: string) => StaticFile | undefined;

/**
 * The built console, read whole on the first request. A request is looked up by its exact name, so no path can lead
 * out of the folder.
 */
export function createStaticFiles(dir: string): StaticFiles {
  let files: ReadonlyMap<string, StaticFile> = new Map();
  return (path) => {
    // An empty folder is looked at again: the console may be built while the app runs.
    if (files.size === 0) files = readAll(dir);
    return files.get(path === '/' ? '/index.html' : path);
  };
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

function readAll(dir: string): Map<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  for (const entry of listed(dir)) {
    const type = types[extname(entry)];
    if (!type) continue;
    const path = `/${relative(dir, entry).split(sep).join('/')}`;
    // The bundler puts a hash of the content into the names below assets/.
    const cache = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
    files.set(path, { body: readFileSync(entry), type, cache });
  }
  return files;
}

function listed(dir: string): string[] {
  try {
    return readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}
