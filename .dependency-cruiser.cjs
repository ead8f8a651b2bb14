/** Who may import whom, type-only and dynamic imports included. The table is in ARCHITECTURE.md. */
const between = (name, from, to) => ({
  name,
  severity: 'error',
  from: { path: from, pathNot: '\\.test\\.ts$' },
  to: { path: to },
});
const folder = (...names) => `^(${names.join('|')})/`;
const pkg = (...names) => `(^|/)node_modules/(${names.join('|')})(/|$)`;
const outside = (name, owners, ...packages) => ({
  name,
  severity: 'error',
  from: {
    path: folder('contract', 'gateway', 'cart-server', 'app', 'electron', 'renderer'),
    pathNot: [owners, '\\.test\\.ts$'],
  },
  to: { path: [pkg(...packages), `^(${packages.join('|')})(/|$)`] },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'not-resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    between(
      'contract-imports-nothing',
      '^contract/',
      folder('gateway', 'cart-server', 'app', 'electron', 'renderer', 'test', 'bench', 'scripts'),
    ),
    between(
      'policy-is-pure',
      '^gateway/policy/',
      '^(gateway/(?!policy/)|cart-server/|app/|electron/|renderer/|test/|bench/|scripts/)',
    ),
    between(
      'gateway',
      '^gateway/',
      folder('cart-server', 'app', 'electron', 'renderer', 'test', 'bench', 'scripts'),
    ),
    between(
      'cart-server',
      '^cart-server/',
      folder('gateway', 'app', 'electron', 'renderer', 'test', 'bench', 'scripts'),
    ),
    between('app', '^app/', folder('electron', 'renderer', 'test', 'bench', 'scripts')),
    between(
      'electron',
      '^electron/',
      folder('gateway', 'cart-server', 'renderer', 'test', 'bench', 'scripts'),
    ),
    between(
      'renderer',
      '^renderer/',
      folder('gateway', 'cart-server', 'app', 'electron', 'test', 'bench', 'scripts'),
    ),
    {
      name: 'features-are-apart',
      severity: 'error',
      from: { path: '^renderer/features/([^/]+)/' },
      to: { path: '^renderer/features/', pathNot: '^renderer/features/$1/' },
    },
    {
      name: 'no-node-in-pure-folders',
      severity: 'error',
      from: { path: '^(contract|gateway/policy|renderer)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'contract-uses-zod-only',
      severity: 'error',
      from: { path: '^contract/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: pkg('zod') },
    },
    outside('electron-owns-electron', '^electron/', 'electron', 'electron-store'),
    outside('cart-server-owns-playwright', '^cart-server/', 'playwright-core'),
    outside('sdk-at-the-edges', '^(cart-server|gateway/upstreams)/', '@modelcontextprotocol'),
    outside('app-owns-ws-and-conf', '^app/', 'ws', 'conf'),
    outside('upstreams-own-undici', '^gateway/upstreams/', 'undici'),
    outside('re2js-at-decisions', '^gateway/(policy|admission)/', 're2js'),
    outside('yaml-where-files-are-read', '^(gateway/policy|app/import)/', 'yaml'),
    outside(
      'renderer-owns-react',
      '^renderer/',
      'react',
      'react-dom',
      'radix-ui',
      'lucide-react',
      '@tanstack',
      '@codemirror',
      '@lezer',
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.lint.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
