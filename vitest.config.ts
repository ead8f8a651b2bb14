import { defineConfig } from 'vitest/config';

const execArgv = ['--disable-warning=ExperimentalWarning'];

export default defineConfig({
  test: {
    reporters: ['default', './test/support/plain-line-reporter.ts'],
    execArgv,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{contract,gateway,cart-server,app,electron,renderer}/**/*.test.ts'],
          // Files that start a browser belong to the slow project below, beside their subject or not.
          exclude: ['**/*.browser.test.ts', '**/node_modules/**'],
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts', '{cart-server,app,electron,renderer}/**/*.browser.test.ts'],
          globalSetup: ['./test/support/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // A machine that is busy with something else must not turn a test red.
          expect: { poll: { timeout: 30_000 } },
          maxWorkers: 2,
        },
      },
    ],
  },
});
