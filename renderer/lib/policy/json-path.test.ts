import { expect, test } from 'vitest';
import { getAt, isWithin, pathOfPointer, pointerOf, setAt } from './json-path.ts';

const document = { a: [{ b: 1 }, { c: 2 }], rest: { kept: [true, null] } };

test('one place changes and everything else stays the very same', () => {
  const next = setAt(document, ['a', 0, 'b'], 5) as typeof document;
  expect(next).toEqual({ a: [{ b: 5 }, { c: 2 }], rest: { kept: [true, null] } });
  expect(next.rest).toBe(document.rest);
  expect(document.a[0]).toEqual({ b: 1 });
});

test('missing containers are made, a removed entry closes ranks, a removed member leaves no trace', () => {
  expect(setAt(undefined, ['limits', 0, 'max'], 3)).toEqual({ limits: [{ max: 3 }] });
  expect(setAt(document, ['a', 0], undefined)).toEqual({ a: [{ c: 2 }], rest: document.rest });
  expect(Object.keys(setAt(document, ['a'], undefined) as object)).toEqual(['rest']);
});

test('names that every object inherits are names like any other', () => {
  expect(getAt({}, ['constructor'])).toBeUndefined();
  const tools = setAt({}, ['__proto__'], { action: 'deny' });
  expect(Object.keys(tools as object)).toEqual(['__proto__']);
  expect(getAt(tools, ['__proto__', 'action'])).toBe('deny');
});

test('pointers escape what a name may hold', () => {
  const pointer = pointerOf(['tools', 'a/b~c', 'limits', 0]);
  expect(pointer).toBe('/tools/a~1b~0c/limits/0');
  expect(pathOfPointer(pointer)).toEqual(['tools', 'a/b~c', 'limits', '0']);
  expect(isWithin('/tools/ab', '/tools/a')).toBe(false);
  expect(isWithin('/tools/a/limits', '/tools/a')).toBe(true);
});
