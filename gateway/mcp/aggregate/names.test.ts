import fc from 'fast-check';
import { expect, test } from 'vitest';
import { upstreamName } from '../../../contract/model.ts';
import { joinName, joinUri, splitName, splitUri } from './names.ts';

const upstream = fc
  .stringMatching(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/)
  .filter((it) => upstreamName.safeParse(it).success);
const own = fc.oneof(
  fc.string(),
  fc.constantFrom('__', '_x', 'a__b', '/', 'file:///a?b#c', 'checkstand:x/y'),
);

test('the way back is certain, whatever an upstream calls its things', () => {
  fc.assert(
    fc.property(upstream, own, (name, it) => {
      expect(splitName(joinName(name, it))).toEqual({ upstream: name, own: it });
      expect(splitUri(joinUri(name, it))).toEqual({ upstream: name, own: it });
    }),
  );
});

test('things of two upstreams never become the same', () => {
  fc.assert(
    fc.property(upstream, own, upstream, own, (a, x, b, y) => {
      const isSame = a === b && x === y;
      expect(joinName(a, x) === joinName(b, y)).toBe(isSame);
      expect(joinUri(a, x) === joinUri(b, y)).toBe(isSame);
    }),
  );
});

test('names without an upstream are none', () => {
  expect(splitName('echo')).toBeUndefined();
  expect(splitName('__echo')).toBeUndefined();
  expect(splitUri('file:///a')).toBeUndefined();
  expect(splitUri('checkstand:one')).toBeUndefined();
});

test('a URL parser leaves a joined URI as it is', () => {
  for (const uri of ['file:///a/../b', 'note://One/Two', 'ui://widget/x.html?q=1#f']) {
    expect(new URL(joinUri('fs', uri)).href).toBe(`checkstand:fs/${uri}`);
  }
});
