import { expect, test } from 'vitest';
import { parseTree, pointerAt, rangeOfPointer, repeatedNames, syntaxProblem } from './json-places.ts';

const text = `{
  "version": "1",
  "tools": {
    "a/b": { "limits": [ { "max": 3 }, { "max": "x" } ] }
  }
}`;
const marked = (pointer: string, of = text) => {
  const { from, to } = rangeOfPointer(parseTree(of), of, pointer);
  return of.slice(from, to);
};

test('a pointer marks the value, or the name of what is too large to mark', () => {
  expect(marked('/version')).toBe('"1"');
  expect(marked('/tools/a~1b/limits/1/max')).toBe('"x"');
  expect(marked('/tools/a~1b/limits')).toBe('"limits"');
  expect(marked('/tools/a~1b/limits/1')).toBe('{');
});

test('what is missing is marked at the nearest place around it', () => {
  expect(marked('/tools/a~1b/limits/0/counter')).toBe('{');
  expect(marked('/tools/a~1b/action')).toBe('"a/b"');
  expect(marked('/default')).toBe('{');
});

test('of a name that is there twice, the last one is marked, and the other is told', () => {
  const twice = '{ "hide": ["a"], "hide": [1] }';
  expect(marked('/hide/0', twice)).toBe('1');
  const [problem, ...others] = repeatedNames(parseTree(twice), twice);
  expect(others).toEqual([]);
  expect(problem).toMatchObject({ from: 2, message: '`hide` stands here twice; only the last one counts' });
});

test('text that is no JSON is marked where it stops being it', () => {
  const broken = '{ "version": "1" "tools": {} }';
  const problem = syntaxProblem(parseTree(broken), broken);
  expect(broken.slice(problem?.from, (problem?.from ?? 0) + 7)).toBe('"tools"');
  expect(syntaxProblem(parseTree(text), text)).toBeUndefined();
  const cut = '{ "version": ';
  expect(syntaxProblem(parseTree(cut), cut)).toMatchObject({ to: cut.length });
});

test('a position knows where it is', () => {
  expect(pointerAt(parseTree(text), text, text.indexOf('"x"') + 1)).toBe('/tools/a~1b/limits/1/max');
  expect(pointerAt(parseTree(text), text, text.indexOf('"1"') + 1)).toBe('/version');
});
