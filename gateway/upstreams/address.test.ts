import { expect, test } from 'vitest';
import { addressOf } from './address.ts';

test.each([
  [['-y', 'server', '--api-key', 'abc', '--port', '1'], 'npx -y server --api-key … --port 1'],
  [['--token=abc', 'my file'], 'npx --token=… "my file"'],
  [['GITHUB_TOKEN=abc'], 'npx GITHUB_TOKEN=…'],
  [['--header', 'Authorization: Bearer abc'], 'npx --header "Authorization: …"'],
  [['--header', 'X-Api-Key:abc'], 'npx --header X-Api-Key:…'],
  [['postgres://me:pw@db/shop'], 'npx postgres://me:…@db/shop'],
  [['--database=postgres://me:pw@db/shop'], 'npx --database=postgres://me:…@db/shop'],
  [['https://example.com/mcp?api_key=abc&v=1'], 'npx https://example.com/mcp?api_key=…&v=1'],
  [['ghp_0123456789abcdef'], 'npx …'],
  [['--author=me', '--port=1', 'C:\\files'], 'npx --author=me --port=1 C:\\files'],
  [['--key', 'abcdefghij0123456789'], 'npx --key …'],
  [['--key', '/etc/my.key', '--sort-key=name'], 'npx --key /etc/my.key --sort-key=name'],
  [['--tokens', '--verbose'], 'npx --tokens --verbose'],
])('secrets among the arguments are blanked out: %j', (args, shown) => {
  expect(addressOf({ kind: 'stdio', name: 'x', command: 'npx', args })).toBe(shown);
});

test.each([
  ['https://me:pw@example.com/mcp?api_key=abc&v=1', 'https://me:…@example.com/mcp?api_key=…&v=1'],
  ['https://key@example.com/', 'https://…@example.com/'],
  ['https://example.com/mcp?KEY=abc', 'https://example.com/mcp?KEY=…'],
  ['https://example.com/sk-0123/mcp', 'https://example.com/…/mcp'],
  ['https://example.com/a%20b%E0?x=%E2', 'https://example.com/a%20b%E0?x=%E2'],
])('secrets in a URL are blanked out: %s', (url, shown) => {
  expect(addressOf({ kind: 'http', name: 'x', url })).toBe(shown);
});
