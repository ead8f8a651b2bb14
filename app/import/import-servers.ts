import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { ApiError } from '../../contract/errors.ts';
import { isJsonObject } from '../../contract/json.ts';
import type { ImportEntry, ImportSource, UpstreamSpec, UpstreamView } from '../../contract/model.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import { addressOf } from '../../gateway/upstreams/address.ts';
import { clientFiles, type ClientFile } from './client-files.ts';
import { readCommandLine } from './command-line.ts';
import { findServers, type FoundServer } from './find-servers.ts';
import { parseJsonc } from './jsonc.ts';
import { fillIn } from './placeholders.ts';
import { readServer } from './read-server.ts';
import { parseToml } from './toml.ts';
import { parseYaml } from './yaml.ts';

export interface ImportParts {
  readonly upstreams: Pick<Gateway['upstreams'], 'add' | 'specs'>;
  /** The names that are taken. */
  readonly names: () => readonly string[];
  /** What agents connect to: a server that leads there is ourselves. */
  readonly mcpUrl: () => string;
  readonly platform?: NodeJS.Platform;
  readonly home?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Takes over servers from configurations. Previews carry no secret values. */
export interface Importer {
  /** The configuration files that are there. */
  importable(): Promise<ImportSource[]>;
  readText(text: string): Promise<{ entries: ImportEntry[]; problem: string | null }>;
  import(
    from: { kind: 'client'; client: string; file: string } | { kind: 'text'; text: string },
    chosen: readonly { key: string; name: string; values?: Record<string, string> | undefined }[],
  ): Promise<{ key: string; upstream: UpstreamView | null; error: string | null }[]>;
}

/** What was found in one configuration. */
interface Read {
  readonly servers: readonly { key: string; spec: UpstreamSpec | string; name: string }[];
  readonly problem: string | null;
}

const maxFileBytes = 20 * 1024 * 1024;

export function createImporter(parts: ImportParts): Importer {
  const { platform = process.platform, home = homedir(), env = process.env } = parts;
  const files = () => clientFiles({ platform, home, env });

  async function readClientFile({ file }: ClientFile): Promise<Read | undefined> {
    try {
      const text = await readFile(file, 'utf8');
      if (text.length > maxFileBytes) return { servers: [], problem: 'it is too large' };
      return /\.ya?ml$/.test(file) ? readYaml(text) : readText(text);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException; // fs errors are ErrnoExceptions
      return code === 'ENOENT' || code === 'ENOTDIR'
        ? undefined
        : { servers: [], problem: `cannot be read (${code})` };
    }
  }

  async function preview({ servers }: Read): Promise<ImportEntry[]> {
    const known = await parts.upstreams.specs();
    const taken = new Set(parts.names());
    return servers.map(({ key, name: stated, spec }) => {
      const name = usableName(stated, taken);
      taken.add(name);
      const nothing = { key, name, envNames: [], headerNames: [], needs: [], knownAs: null };
      if (typeof spec === 'string') return { ...nothing, kind: null, address: '', problem: spec };
      const filled = fillIn(spec, {}, { env, home });
      return {
        ...nothing,
        kind: spec.kind,
        address: addressOf(spec),
        envNames: spec.kind === 'stdio' ? Object.keys(spec.env ?? {}) : [],
        headerNames: spec.kind === 'http' ? Object.keys(spec.headers ?? {}) : [],
        needs: filled.needs,
        knownAs: known.find((it) => isSame(it, filled.spec))?.name ?? null,
        problem: isOurselves(spec, parts.mcpUrl()) ? 'it leads to Checkstand itself' : null,
      };
    });
  }

  return {
    async importable() {
      const sources: ImportSource[] = [];
      for (const file of files()) {
        const read = await readClientFile(file);
        if (!read || (read.servers.length === 0 && read.problem === null)) continue;
        sources.push({ ...file, entries: await preview(read), problem: read.problem });
      }
      return sources;
    },
    async readText(text) {
      const read = readText(text);
      const isEmpty = read.servers.length === 0 && read.problem === null;
      const problem = isEmpty
        ? 'no server found in it: paste a command, a URL or a piece of configuration'
        : read.problem;
      return { entries: await preview(read), problem };
    },
    async import(from, chosen) {
      const read = from.kind === 'text' ? readText(from.text) : await readKnown(from);
      const results = [];
      for (const { key, name, values = {} } of chosen) {
        try {
          const spec = specFor(read, key, values);
          results.push({ key, upstream: await parts.upstreams.add({ ...spec, name }), error: null });
        } catch (error) {
          results.push({
            key,
            upstream: null,
            error: error instanceof Error ? error.message : String(error),
          });
        }
      }
      return results;
    },
  };

  /** Only files of the list: nobody reads any other file of this machine by this way. */
  async function readKnown({ client, file }: { client: string; file: string }): Promise<Read> {
    const known = files().find((it) => it.client === client && it.file === file);
    const read = known && (await readClientFile(known));
    if (!read) throw new ApiError('not_found', `\`${file}\` is no configuration of ${client} here`);
    return read;
  }

  function specFor(read: Read, key: string, values: Readonly<Record<string, string>>): UpstreamSpec {
    const found = read.servers.find((it) => it.key === key);
    if (!found) throw new ApiError('not_found', read.problem ?? `there is no server \`${key}\` in it`);
    if (typeof found.spec === 'string') throw new ApiError('invalid_input', found.spec);
    if (isOurselves(found.spec, parts.mcpUrl())) {
      throw new ApiError('invalid_input', `\`${key}\` leads to Checkstand itself`);
    }
    const { spec, needs } = fillIn(found.spec, values, { env, home });
    if (needs.length > 0)
      throw new ApiError('invalid_input', `\`${key}\` needs a value for ${needs.join(', ')}`);
    return spec;
  }
}

function readText(pasted: string): Read {
  const text = withoutFence(pasted);
  const trimmed = text.trim();
  if (trimmed === '') return { servers: [], problem: null };
  const looksLikeToml = /^[ \t]*\[+["\w]/m.test(text);
  if (/^[{"/]/.test(trimmed))
    return readDocument(() => parseJsonc(trimmed.startsWith('"') ? `{${trimmed}}` : trimmed));
  // `extensions:` on a line of its own, or `name: value`; an address has no space after its colon.
  if (/^(?:#[^\n]*\s+)*[A-Za-z_][\w-]*:(?:\s|$)/.test(trimmed)) return readYaml(text);
  if (looksLikeToml) return readDocument(() => parseToml(text));
  const spec = readCommandLine(trimmed.replace(/^\$ /, ''));
  if (!spec) return { servers: [], problem: 'neither a command, a URL nor a configuration' };
  return { servers: [{ key: spec.name || 'server', name: spec.name, spec }], problem: null };
}

/** A README's code block is copied with its fence where it is read as text. */
function withoutFence(text: string): string {
  return /^\s*(`{3,}|~{3,})[^\n]*\n([\s\S]*?)\1\s*$/.exec(text)?.[2] ?? text;
}

function readYaml(text: string): Read {
  return readDocument(() => parseYaml(text) ?? {});
}

function readDocument(parse: () => unknown): Read {
  let document: unknown;
  try {
    document = parse();
  } catch (error) {
    // Without the excerpt that engines quote: it could be a secret.
    const why = error instanceof Error ? error.message.replaceAll(/, ?"[\s\S]*$|"[^"]*"\.{3}.*$/g, '') : '';
    return { servers: [], problem: `cannot be read: ${why}` };
  }
  if (!isJsonObject(document)) return { servers: [], problem: 'expected an object' };
  const toSpec = ({ key, name, entry }: FoundServer) => ({ key, name, spec: readServer(name, entry) });
  return { servers: findServers(document).map(toSpec), problem: null };
}

function usableName(stated: string, taken: ReadonlySet<string>): string {
  const trimmed = (text: string) => text.replaceAll(/^-+|-+$/g, '');
  const plain = trimmed(stated.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')).slice(0, 28);
  const base = trimmed(plain) || 'server';
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(name)) return name;
  }
}

function isSame(known: UpstreamSpec, other: UpstreamSpec): boolean {
  if (known.kind === 'http') return other.kind === 'http' && other.url === known.url;
  if (other.kind !== 'stdio') return false;
  return known.command === other.command && JSON.stringify(known.args) === JSON.stringify(other.args);
}

function isOurselves(spec: UpstreamSpec, mcpUrl: string): boolean {
  if (spec.kind === 'stdio') {
    const words = [spec.command, ...spec.args];
    return words.includes('bridge') && words.some((it) => /(?:^|[\\/])checkstand(?:\.(?:js|cmd))?$/.test(it));
  }
  const [own, other] = [URL.parse(mcpUrl), URL.parse(spec.url)];
  const isHere = /^(?:127\.0\.0\.1|localhost|\[::1\])$/.test(other?.hostname ?? '');
  return isHere && other?.port === own?.port;
}
