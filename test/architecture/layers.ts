import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize, relative, sep } from 'node:path';

/** Who may import whom, and which packages. The same table as ARCHITECTURE.md, section "Who may import whom". */
interface Layer {
  readonly folder: string;
  readonly folders: readonly string[];
  readonly packages: readonly string[];
  readonly hasNode: boolean;
}

export const layers: readonly Layer[] = [
  // The first match counts, so the narrower folder stands first.
  { folder: 'gateway/policy', folders: ['contract'], packages: ['re2js', 'yaml', 'zod'], hasNode: false },
  {
    folder: 'gateway/upstreams',
    folders: ['gateway', 'contract'],
    packages: ['@modelcontextprotocol/sdk', 'undici'],
    hasNode: true,
  },
  {
    folder: 'gateway/admission',
    folders: ['gateway', 'contract'],
    packages: ['ajv', 're2js'],
    hasNode: true,
  },
  { folder: 'gateway', folders: ['contract'], packages: ['zod'], hasNode: true },
  { folder: 'contract', folders: [], packages: ['zod'], hasNode: false },
  {
    folder: 'cart-server',
    folders: ['contract'],
    packages: ['@modelcontextprotocol/sdk', 'playwright-core', 'zod'],
    hasNode: true,
  },
  { folder: 'app/import', folders: ['contract', 'gateway'], packages: ['yaml'], hasNode: true },
  {
    folder: 'app',
    folders: ['contract', 'gateway', 'cart-server'],
    packages: ['ws', 'conf', 'zod'],
    hasNode: true,
  },
  {
    folder: 'electron',
    folders: ['contract', 'app'],
    packages: ['electron', 'electron-store', 'zod'],
    hasNode: true,
  },
  {
    folder: 'renderer',
    folders: ['contract'],
    packages: [
      'react',
      'react-dom',
      'radix-ui',
      '@tanstack/react-virtual',
      'lucide-react',
      '@codemirror/*',
      '@lezer/*',
      'vite',
      'zod',
    ],
    hasNode: false,
  },
];

const builtins = new Set(builtinModules);

/** All specifiers a source imports: static, type-only, re-exported, side-effect and dynamic ones. */
export function importsOf(source: string): string[] {
  const withoutComments = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const found = withoutComments.matchAll(
    /(?:\b(?:import|export)\s[^'"`;]*?\bfrom\s*|\bimport\s*\(\s*|\brequire\s*\(\s*|^\s*import\s+)(['"])([^'"\n]+)\1/gm,
  );
  return [...found].map((match) => match[2] ?? '');
}

/** What is wrong with one file's imports, in words; empty when all is well. `file` is relative to the root. */
export function violationsOf(file: string, source: string): string[] {
  const path = file.split(sep).join('/');
  const layer = layers.find((it) => path.startsWith(`${it.folder}/`));
  if (!layer) return [];
  return importsOf(source).flatMap((specifier) => {
    const problem = problemWith(layer, path, specifier);
    return problem ? [`${path}: ${problem} \`${specifier}\``] : [];
  });
}

function problemWith(layer: Layer, path: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) {
    const target = normalize(join(dirname(path), specifier))
      .split(sep)
      .join('/');
    if (target.startsWith('..')) return 'leaves the repository through';
    const feature = /^renderer\/features\/([^/]+)\//;
    const [own, other] = [feature.exec(path)?.[1], feature.exec(target)?.[1]];
    if (own && other && own !== other) return 'a feature may not import another feature:';
    const isOwn = target.startsWith(`${layer.folder}/`);
    return isOwn || layer.folders.some((it) => target.startsWith(`${it}/`))
      ? undefined
      : `${layer.folder} may not import`;
  }
  if (specifier.startsWith('node:') || builtins.has(specifier.split('/')[0] ?? '')) {
    return layer.hasNode ? undefined : `${layer.folder} has no Node:`;
  }
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const family = `${name.split('/')[0]}/*`;
  return layer.packages.includes(name) || layer.packages.includes(family)
    ? undefined
    : `${layer.folder} may not use the package`;
}

/** Every source file of the layers, tests left out: they may import anything. */
export function sourceFiles(root: string): { readonly file: string; readonly source: string }[] {
  const tops = [...new Set(layers.map((it) => it.folder.split('/')[0] ?? ''))];
  return tops.flatMap((top) =>
    readdirSync(join(root, top), { recursive: true, withFileTypes: true })
      .filter((it) => it.isFile() && /\.tsx?$/.test(it.name) && !/\.test\.tsx?$/.test(it.name))
      .map((it) => {
        const path = join(it.parentPath, it.name);
        return { file: relative(root, path), source: readFileSync(path, 'utf8') };
      }),
  );
}
