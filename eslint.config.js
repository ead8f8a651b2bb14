import js from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Which folders a folder may not import. The same table as ARCHITECTURE.md; three more guards check it. */
const forbidden = {
  contract: ['gateway', 'cart-server', 'app', 'electron', 'renderer', 'test', 'bench'],
  'gateway/policy': [
    'gateway/!(policy)/**',
    'gateway/*.ts',
    'cart-server',
    'app',
    'electron',
    'renderer',
    'test',
    'bench',
  ],
  gateway: ['cart-server', 'app', 'electron', 'renderer', 'test', 'bench'],
  'cart-server': ['gateway', 'app', 'electron', 'renderer', 'test', 'bench'],
  app: ['electron', 'renderer', 'test', 'bench'],
  electron: ['gateway', 'cart-server', 'renderer', 'test', 'bench'],
  renderer: ['gateway', 'cart-server', 'app', 'electron', 'test', 'bench'],
};

const zones = Object.entries(forbidden).flatMap(([target, froms]) =>
  froms.map((from) => ({
    target: `./${target}/**/!(*.test).{ts,tsx}`,
    from: `./${from.includes('*') ? from : `${from}/**`}`,
  })),
);

/** Packages by owner: elsewhere they do not exist. */
const owned = {
  electron: ['electron'],
  'electron-store': ['electron'],
  'playwright-core': ['cart-server'],
  '@modelcontextprotocol/sdk': ['cart-server', 'gateway/upstreams'],
  ws: ['app'],
  conf: ['app'],
  undici: ['gateway/upstreams'],
  re2js: ['gateway/policy', 'gateway/admission'],
  yaml: ['gateway/policy', 'app/import'],
  '@codemirror': ['renderer'],
  '@lezer': ['renderer'],
  react: ['renderer'],
  'react-dom': ['renderer'],
};
const folders = ['contract', 'gateway', 'cart-server', 'app', 'electron', 'renderer'];
const noNode = ['node:*', 'fs', 'path', 'os', 'crypto', 'http', 'child_process'];

const packageRules = folders.map((folder) => ({
  files: [`${folder}/**/*.{ts,tsx}`],
  ignores: ['**/*.test.ts'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          ...Object.entries(owned)
            .filter(
              ([, owners]) => !owners.some((owner) => owner === folder || owner.startsWith(`${folder}/`)),
            )
            .map(([name]) => ({
              group: [name, `${name}/*`],
              message: `only ${owned[name].join(' and ')} may use it`,
            })),
          ...(folder === 'contract' || folder === 'renderer'
            ? [{ group: noNode, message: `${folder} has no Node` }]
            : []),
        ],
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', '.cache/**'] },
  js.configs.recommended,
  {
    files: ['**/*.cjs', '**/*.js'],
    languageOptions: {
      globals: { module: 'writable', process: 'readonly', console: 'readonly', URL: 'readonly' },
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: {
      parserOptions: { project: './tsconfig.lint.json', tsconfigRootDir: import.meta.dirname },
    },
    settings: {
      'import-x/resolver-next': [createTypeScriptImportResolver({ project: './tsconfig.lint.json' })],
    },
    rules: {
      'max-lines': ['error', { max: 500 }],
      'import-x/no-default-export': 'error',
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      // Our objects are closures: there is no `this` to lose.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      eqeqeq: 'error',
      'prefer-const': 'error',
    },
  },
  ...packageRules,
  {
    files: ['gateway/policy/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['Date', 'performance', 'process', 'setTimeout', 'setInterval', 'RegExp'].map((name) => ({
          name,
          message: 'the policy is pure: time and randomness arrive as facts, patterns are RE2',
        })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'the policy is pure' },
      ],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: [...noNode, 'undici', 'ws', '@modelcontextprotocol/*'], message: 'the policy is pure' },
          ],
        },
      ],
    },
  },
  {
    files: ['gateway/{http,mcp,admission,approvals,audit,store}/**/*.ts', 'gateway/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: [
                '@modelcontextprotocol/*',
                'undici',
                'electron',
                'electron-store',
                'playwright-core',
                'ws',
                'conf',
                'react',
              ],
              message: 'the SDK and undici belong to gateway/upstreams',
            },
          ],
        },
      ],
    },
  },
  { files: ['renderer/**/*.{ts,tsx}'], extends: [reactHooks.configs.flat.recommended] },
  {
    files: [
      '*.config.ts',
      '*.config.js',
      'test/support/plain-line-reporter.ts',
      'test/support/global-setup.ts',
    ],
    rules: { 'import-x/no-default-export': 'off' },
  },
  { files: ['**/*.test.ts'], rules: { 'max-lines': 'off' } },
);
