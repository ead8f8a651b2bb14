import { expect, test } from 'vitest';
import { sourceFiles, violationsOf } from './layers.ts';

const root = new URL('../..', import.meta.url).pathname;

test('no file imports what its folder may not', () => {
  const files = sourceFiles(root);
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap(({ file, source }) => violationsOf(file, source))).toEqual([]);
});

// Each of these was planted in the sources, too, and seen by this test; here they stay.
test.each([
  ['contract/x.ts', `import { readFile } from 'node:fs/promises';`],
  ['contract/x.ts', `import type { Gateway } from '../gateway/gateway.ts';`],
  ['gateway/policy/x.ts', `import { hash } from 'node:crypto';`],
  ['gateway/policy/x.ts', `import { createEventLog } from '../store/event-log.ts';`],
  ['gateway/x.ts', `const tool = await import('../cart-server/tool.ts');`],
  ['gateway/mcp/x.ts', `import { Client } from '@modelcontextprotocol/sdk/client/index.js';`],
  ['gateway/store/x.ts', `import { request } from 'undici';`],
  ['cart-server/x.ts', `export { createGateway } from '../gateway/create-gateway.ts';`],
  ['app/x.ts', `import { app } from 'electron';`],
  ['app/x.ts', `import { createWindows } from '../electron/windows.ts';`],
  ['electron/x.ts', `import { createGateway } from '../gateway/create-gateway.ts';`],
  ['renderer/lib/x.ts', `import fs from 'fs';`],
  ['renderer/lib/x.ts', `import type { App } from '../../app/app.ts';`],
  ['renderer/features/live/x.tsx', `import { Card } from '../approvals/card.tsx';`],
  ['renderer/lib/x.ts', `import Store from 'electron-store';`],
])('a violation is seen: %s: %s', (file, source) => {
  expect(violationsOf(file, source)).toHaveLength(1);
});

test.each([
  ['gateway/upstreams/x.ts', `import { Pool } from 'undici';`],
  ['electron/x.ts', `import { createApp } from '../app/create-app.ts';`],
  ['contract/x.ts', `// import { x } from 'node:fs';\nimport { z } from 'zod';`],
  [
    'renderer/features/live/x.tsx',
    `import { row } from './row.ts'; import { Button } from '../../ui/button.tsx';`,
  ],
])('what is allowed is not a violation: %s', (file, source) => {
  expect(violationsOf(file, source)).toEqual([]);
});
