import { expect, test } from 'vitest';
import { readHeader, type RawHeader } from './header.ts';

const raw = (change: Partial<RawHeader>): RawHeader => ({
  accountHref: null,
  accountRef: null,
  greeting: null,
  cartCount: null,
  ...change,
});
const signInHref =
  'https://shop.example/ap/signin?openid.return_to=https%3A%2F%2Fshop.example%2Fgp%2Fcss%2Fhomepage.html';
const accountHref = 'https://shop.example/gp/css/homepage.html?ref_=nav_youraccount_btn';

test.for([
  ['Hello, sign in', signInHref],
  ['Hola, identifícate', 'https://shop.example/-/en/ap/signin?x=1'],
  ['こんにちは, ログイン', '/ap/signin'],
] as const)('"%s" is signed out, and nobody’s name', ([greeting, href]) => {
  expect(readHeader(raw({ greeting, accountHref: href }))).toMatchObject({ isSignedIn: false, name: null });
});

test.for([
  ['Hello, Maya', 'Maya'],
  ['Hallo, Jan Peter', 'Jan Peter'],
  ['Smith, hello, Maya', 'Maya'],
  ['こんにちは、花子', '花子'],
  ['Welcome', null],
] as const)('"%s" with the account link names %s', ([greeting, name]) => {
  expect(readHeader(raw({ greeting, accountHref }))).toMatchObject({ isSignedIn: true, name });
});

test('a link without an address is told by its own name; without either nothing is known', () => {
  expect(readHeader(raw({ accountRef: 'nav_ya_signin' })).isSignedIn).toBe(false);
  expect(readHeader(raw({ accountRef: 'nav_youraccount_btn' })).isSignedIn).toBe(true);
  expect(readHeader(raw({ greeting: 'Hello, Maya' }))).toEqual({
    isSignedIn: undefined,
    name: null,
    cartCount: null,
  });
});

test('a cart count is a whole number or unknown', () => {
  expect(readHeader(raw({ cartCount: '37' })).cartCount).toBe(37);
  expect(readHeader(raw({ cartCount: '99+' })).cartCount).toBeNull();
  expect(readHeader(raw({ cartCount: '' })).cartCount).toBeNull();
});
