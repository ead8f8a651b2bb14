import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const builtin = new Set([...builtinModules, ...builtinModules.map((name) => `node:${name}`)]);

/**
 * Bundles the Electron shell into `dist/electron`: the main process as one ES module whose packages stay in
 * node_modules, and each sandboxed preload as one CommonJS file, because a sandbox can load nothing else.
 */
export async function buildElectron(outDir: string = join(root, 'dist/electron')): Promise<void> {
  await bundle({ entry: 'main', outDir, format: 'es', fileName: 'main.js', isExternal: isPackage });
  await buildPreloads(outDir);
}

/** The preloads alone. */
export async function buildPreloads(outDir: string): Promise<void> {
  for (const entry of ['preload', 'approval-preload']) {
    await bundle({
      entry,
      outDir,
      format: 'cjs',
      fileName: `${entry}.cjs`,
      isExternal: (id) => id === 'electron',
    });
  }
}

interface Bundle {
  readonly entry: string;
  readonly outDir: string;
  readonly format: 'es' | 'cjs';
  readonly fileName: string;
  readonly isExternal: (id: string) => boolean;
}

async function bundle({ entry, outDir, format, fileName, isExternal }: Bundle): Promise<void> {
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: {
      outDir,
      emptyOutDir: false,
      target: 'node24',
      minify: false,
      ssr: true,
      rolldownOptions: {
        input: join(root, 'electron', `${entry}.ts`),
        external: isExternal,
        output: { format, entryFileNames: fileName, codeSplitting: false },
      },
    },
    // Vite keeps packages out of a server bundle by itself; a preload must be whole.
    ssr: format === 'cjs' ? { noExternal: true } : {},
  });
}

function isPackage(id: string): boolean {
  return builtin.has(id) || /^[@a-z][^:]*$/.test(id);
}

if (import.meta.main) await buildElectron();
