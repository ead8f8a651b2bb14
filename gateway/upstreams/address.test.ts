import { expect, test } from 'vitest';
import { addressOf } from './address.ts';

test.each([
  [['-y', 'server', '--api-key', 'abc', '--port', '1'], 'npx -y server --api-key … --port 1'],
  [['--token=abc', 'my file'], 'npx --token=… "my file"'],
  [['GITHUB_TOKEN=abc'], 'npx GITHUB_TOKEN=…'],
])('secrets among the arguments are blanked out: %j', (args, shown) => {
  expect(addressOf({ kind: 'stdio', name: 'x', command: 'npx', args })).toBe(shown);
});

test('secrets in a URL are blanked out', () => {
  const shown = addressOf({ kind: 'http', name: 'x', url: 'https://me:pw@example.com/mcp?api_key=abc&v=1' });
  expect(shown).toBe('https://…@example.com/mcp?api_key=…&v=1');
});
