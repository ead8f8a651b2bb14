import { expect, test } from 'vitest';
import { parseToml } from './toml.ts';

test('reads what clients write', () => {
  const text = `
model = "o3" # the model
[mcp_servers.files]
command = "npx"
args = [
  "-y", 'C:\\files', # one per line
  "a # b",
]
env = { "API_KEY" = "x\\ty\\u00e9", PLAIN = 'z' }
startup_timeout_sec = 1_000
[mcp_servers."with space".http_headers]
Authorization = "Bearer a=b"
[[profiles]]
name = "one"
[[profiles]]
name = "two"
since = 2026-01-02T03:04:05Z
`;
  expect(parseToml(text)).toEqual({
    model: 'o3',
    mcp_servers: {
      files: {
        command: 'npx',
        args: ['-y', 'C:\\files', 'a # b'],
        env: { API_KEY: 'x\tyé', PLAIN: 'z' },
        startup_timeout_sec: 1000,
      },
      'with space': { http_headers: { Authorization: 'Bearer a=b' } },
    },
    profiles: [{ name: 'one' }, { name: 'two', since: '2026-01-02T03:04:05Z' }],
  });
});

test('dotted keys, long texts, numbers', () => {
  const text = `a.b.c = 1
a."d.e" = -2.5e3
long = """
first \\
   second "quoted" \\\\
third"""
raw = '''
it's'''
hex = 0xff
on = true`;
  expect(parseToml(text)).toEqual({
    a: { b: { c: 1 }, 'd.e': -2500 },
    long: 'first second "quoted" \\\nthird',
    raw: "it's",
    hex: 255,
    on: true,
  });
});

test.each([
  ['a = 1\na = 2', 'line 2: `a` is given twice'],
  ['a = "x', 'line 1: expected a key or a text in quotes'],
  ['a = 1 b = 2', 'line 1: expected the end of the line'],
  ['a = nonsense', 'line 1: cannot read the value `nonsense`'],
  ['[a\nb = 1', 'line 1: expected `]`'],
  ['a = 1\n[a.b]', 'line 2: `a` is not a table'],
  ['a = """x', 'line 1: the text does not end'],
])('says where it cannot be read: %j', (text, message) => {
  expect(() => parseToml(text)).toThrow(message);
});

test('a name of an object\u2019s own is a name like any other', () => {
  const read = parseToml('[__proto__]\npolluted = true\n[constructor]\na = 1');
  expect(Object.hasOwn(read, '__proto__')).toBe(true);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});
