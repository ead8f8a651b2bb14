import { expect, test } from 'vitest';
import { accepts, bearerToken, isLoopbackHost, isOwnOrigin } from './guards.ts';

test.each(['127.0.0.1', '127.0.0.1:4747', 'localhost:1', 'LOCALHOST', '[::1]:4747'])(
  '%s is this machine',
  (host) => {
    expect(isLoopbackHost(host)).toBe(true);
  },
);

test.each([
  undefined,
  '',
  'localhost:',
  'localhost:99999',
  'localhost:1:2',
  'evil.example',
  'localhost.evil.example',
  '127.0.0.1@evil.example',
  '127.0.0.2',
  '[::1',
  '::1',
  '2130706433',
])('%s is not', (host) => {
  expect(isLoopbackHost(host)).toBe(false);
});

test('a page of this machine is not foreign, any other and a sandboxed one are', () => {
  expect(isOwnOrigin(undefined)).toBe(true);
  expect(isOwnOrigin('http://localhost:6274')).toBe(true);
  for (const origin of [
    'null',
    '',
    'https://evil.example',
    'file://',
    'http://localhost:1/path',
    'app://127.0.0.1',
  ]) {
    expect(isOwnOrigin(origin)).toBe(false);
  }
});

test('reads a bearer token and nothing else', () => {
  expect(bearerToken('Bearer abc-_~.+/=')).toBe('abc-_~.+/=');
  expect(bearerToken('bearer  abc')).toBe('abc');
  for (const header of [
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Basic abc',
    'Bearer a b',
    `Bearer ${'x'.repeat(1025)}`,
  ]) {
    expect(bearerToken(header)).toBeUndefined();
  }
});

test('reads what a client accepts', () => {
  expect(accepts('text/html, application/json;q=0.5', 'application/json')).toBe(true);
  expect(accepts('application/*', 'application/json')).toBe(true);
  expect(accepts(undefined, 'application/json')).toBe(true);
  expect(accepts('application/jsonx', 'application/json')).toBe(false);
});
