import { expect, test } from 'vitest';
import { importPolicy, readPolicyText } from './read-policy-text.ts';

const own = {
  version: '1',
  default: 'deny',
  tools: { look: {}, buy: { limits: [{ counter: 'c', window: 'day', max: 3 }] } },
};
const ownYaml = `
version: "1"
default: deny
tools:
  look: {}
  buy:
    limits:
      - { counter: c, window: day, max: 3 }
`;
const interceptYaml = `
version: "1"
tools:
  buy:
    rules:
      - name: few
        rate_limit: 5/hour
`;

test.each([
  ['JSON', JSON.stringify(own)],
  ['JSON with a byte order mark', `\uFEFF${JSON.stringify(own)}`],
  ['YAML', ownYaml],
])('our own dialect as %s', (_how, text) => {
  expect(importPolicy(text)).toEqual({ dialect: 'checkstand', document: own, problems: [], notCarried: [] });
});

test('another dialect, as YAML or as JSON, is known by the rules of its tools', () => {
  const json = '{"version":"1","tools":{"buy":{"rules":[{"name":"few","rate_limit":"5/hour"}]}}}';
  for (const text of [interceptYaml, json]) {
    const { dialect, document, problems } = importPolicy(text);
    expect({ dialect, problems }).toEqual({ dialect: 'intercept', problems: [] });
    expect(document?.default).toBe('allow'); // what it means there to say nothing
    expect(document?.tools?.['buy']?.limits?.[0]).toMatchObject({ window: 'hour', max: 5 });
  }
});

test('a document of our own that says nothing wrong is not taken for another dialect', () => {
  expect(readPolicyText('version: "1"\ndefault: deny\ntimezone: UTC').kind).toBe('checkstand');
  expect(readPolicyText('{"version":"1","default":"deny"}').kind).toBe('checkstand');
  expect(importPolicy('{"version":"1","default":"alow"}')).toMatchObject({
    dialect: 'checkstand',
    document: null,
    problems: [{ pointer: '/default' }],
  });
});

test.each([
  ['', 'holds no policy'],
  ['[1, 2]', 'holds no policy'],
  ['just words', 'holds no policy'],
  ['{"version": ', 'not JSON'],
  ['a: [', 'line 1'],
  ['a: 1\na: 2', 'twice'],
])('%j is no policy', (text, message) => {
  const read = readPolicyText(text);
  expect(read.kind).toBe('unreadable');
  expect(importPolicy(text).document).toBeNull();
  expect(importPolicy(text).problems[0]?.message).toContain(message);
});
