import { expect, test } from 'vitest';
import { lineOfWords, pairsOf, wordsOfLine } from './spec-of.ts';

test.each([
  ['npx -y server /home/ada', ['npx', '-y', 'server', '/home/ada']],
  ['  node   "my server.js"  ', ['node', 'my server.js']],
  [`node 'a "b"' c\\ d`, ['node', 'a "b"', 'c d']],
  ['node "a \\"b\\""', ['node', 'a "b"']],
  ['C:\\tools\\server.exe --x', ['C:\\tools\\server.exe', '--x']],
  ['node ""', ['node', '']],
  ['', []],
])('%j', (line, words) => {
  expect(wordsOfLine(line)).toEqual(words);
});

test.each([
  [['npx', '-y', 'server', '--token=…']],
  [['my server.js', '']],
  [["it's", 'a "b"', `both ' and "`]],
  [['C:\\tools\\server.exe', 'C:\\dir\\', '\\\\host\\share', "it's\\"]],
])('%j becomes a line that reads the same', (words) => {
  expect(wordsOfLine(lineOfWords(words))).toEqual(words);
});

test('a plain line stays as it was typed', () => {
  expect(lineOfWords(['npx', '-y', 'C:\\a\\b', '--token=…'])).toBe('npx -y C:\\a\\b --token=…');
});

test('pairs are read line by line; one that is none is told without what it holds', () => {
  expect(pairsOf('A=1\n\n B = x=y ', '=')).toEqual({ values: { A: '1', B: 'x=y' }, problem: null });
  expect(pairsOf('Authorization: Bearer a:b', ':').values).toEqual({ Authorization: 'Bearer a:b' });
  const { problem } = pairsOf('sk-secret', '=');
  expect(problem).toContain('NAME=value');
  expect(problem).not.toContain('sk-secret');
});
