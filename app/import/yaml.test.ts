import { expect, test } from 'vitest';
import { parseYaml } from './yaml.ts';

test('reads what clients write', () => {
  const text = `# mine
GOOSE_PROVIDER: x
extensions:
  files: &base
    enabled: true
    type: stdio
    cmd: npx
    args: ["-y", server]
    timeout: 300
  other: { <<: *base, cmd: "uvx" }
`;
  const files = { enabled: true, type: 'stdio', cmd: 'npx', args: ['-y', 'server'], timeout: 300 };
  expect(parseYaml(text)).toEqual({
    GOOSE_PROVIDER: 'x',
    extensions: { files, other: { ...files, cmd: 'uvx' } },
  });
  expect(parseYaml('')).toBeNull();
});

test.each([
  ['a: "sk-secret', 'line 1'],
  ['a: 1\n b: sk-secret\n\t- x', 'line'],
  ['a: &x [sk-secret, *x]', ''],
  [
    'a: &x [1]\nb: &y [*x,*x,*x,*x,*x,*x,*x,*x,*x,*x,*x]\nc: &z [*y,*y,*y,*y,*y,*y,*y,*y,*y,*y,*y]\nd: [*z,*z]',
    '',
  ],
  [`a: ${'x'.repeat(1_000_001)}`, 'more than'],
])('%# is refused, and nothing of it is quoted', (text, said) => {
  const read = () => parseYaml(text);
  expect(read).toThrow(said);
  expect(read).not.toThrow('sk-secret');
});

test('names such as `__proto__` are names', () => {
  expect(Object.keys(parseYaml('__proto__: { polluted: 1 }') as object)).toEqual(['__proto__']);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});
