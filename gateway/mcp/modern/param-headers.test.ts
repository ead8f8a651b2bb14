import { expect, test } from 'vitest';
import { decodeHeader, encodeHeader, paramHeaders } from './param-headers.ts';

test.each(['eu', 'Köln', ' space', 'trailing ', 'line\nbreak', '=?base64?x?=', ''])(
  'what is encoded reads the same: `%s`',
  (value) => {
    const header = encodeHeader(value);
    expect(header).toMatch(/^[\x20-\x7e]*$/);
    expect(decodeHeader(header)).toBe(value);
  },
);

test.each(['=?base64?SGVsbG8?=', '=?base64?SGVs!!!bG8=?='])('broken Base64 says nothing: %s', (header) => {
  expect(decodeHeader(header)).toBeUndefined();
});

test('half a wrapper is plain text', () => {
  expect(decodeHeader('SGVsbG8=')).toBe('SGVsbG8=');
  expect(decodeHeader('=?base64?SGVsbG8=')).toBe('=?base64?SGVsbG8=');
});

test('annotated arguments at any depth, given or not', () => {
  const schema = {
    type: 'object',
    properties: {
      region: { type: 'string', 'x-mcp-header': 'Region' },
      nested: { type: 'object', properties: { size: { type: 'integer', 'x-mcp-header': 'Size' } } },
      plain: { type: 'string' },
      absent: { type: 'boolean', 'x-mcp-header': 'Absent' },
    },
  };
  const headers = paramHeaders(schema, { region: 'eu', nested: { size: 3 }, plain: 'x' });
  expect([...headers]).toEqual([
    ['mcp-param-region', 'eu'],
    ['mcp-param-size', '3'],
    ['mcp-param-absent', undefined],
  ]);
  expect(paramHeaders(undefined, { region: 'eu' }).size).toBe(0);
});
