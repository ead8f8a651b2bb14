import { expect, test } from 'vitest';
import { pairsOf, wordsOfLine } from './spec-of.ts';

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

test('pairs are read line by line; one that is none is told without what it holds', () => {
  expect(pairsOf('A=1\n\n B = x=y ', '=')).toEqual({ values: { A: '1', B: 'x=y' }, problem: null });
  expect(pairsOf('Authorization: Bearer a:b', ':').values).toEqual({ Authorization: 'Bearer a:b' });
  const { problem } = pairsOf('sk-secret', '=');
  expect(problem).toContain('NAME=value');
  expect(problem).not.toContain('sk-secret');
});
