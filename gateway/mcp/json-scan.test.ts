import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createJsonMeter, createSseMeter } from './answer-meter.ts';
import { createEnvelopeScanner, measureJson, onOneLine } from './json-scan.ts';

/** The envelope as read from `text` cut into pieces of `size` bytes. */
function scan(text: string, size: number) {
  const scanner = createEnvelopeScanner();
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) scanner.push(bytes.subarray(at, at + size));
  return scanner.envelope();
}

test.each([
  [
    '{"jsonrpc":"2.0","id":7,"result":{"content":[],"isError":true}}',
    { id: 7, hasResult: true, isError: true },
  ],
  [
    '{"result":{"isError":false},"jsonrpc":"2.0","id":"a\\"}b"}',
    { id: 'a"}b', hasResult: true, isError: false },
  ],
  ['{"result":{"content":[{"isError":true,"id":1}],"x":{"isError":true}},"id":2}', { id: 2, isError: false }],
  ['{"result":{"text":"\\"isError\\":true,\\\\"},"id":2}', { id: 2, isError: false }],
  ['{"id":null,"error":{"code":1,"message":"x"}}', { id: null, hasError: true, hasResult: false }],
  [
    '{"params":{"id":5,"method":"x"},"method":"notifications/progress"}',
    { id: undefined, method: 'notifications/progress' },
  ],
  ['{ "id" : -12 , "result" : { "isError" : true } }', { id: -12, isError: true }],
  ['{"result":[{"isError":true}],"id":1}', { id: 1, hasResult: true, isError: false }],
  ['{"structuredContent":{"isError":true},"result":{},"id":1}', { isError: false }],
])('reads the envelope of %s, however it is cut', (text, expected) => {
  for (const size of [1, 2, 3, 7, 1000]) expect(scan(text, size)).toMatchObject(expected);
});

test('agrees with JSON.parse on any result', () => {
  fc.assert(
    fc.property(
      fc.json(),
      fc.boolean(),
      fc.integer(),
      fc.integer({ min: 1, max: 20 }),
      (json, isError, id, size) => {
        const text = `{"result":{"a":${json},"isError":${isError},"b":${json}},"jsonrpc":"2.0","id":${id}}`;
        expect(scan(text, size)).toMatchObject({ id, isError, hasResult: true, hasError: false });
      },
    ),
  );
});

test('counts the members of a text, duplicates included', () => {
  const count = (text: string) => measureJson(Buffer.from(text));
  expect(count('{"a":1,"a":2}').members).toBe(2);
  expect(count('{"a":":\\":","b":[{"c":{}}]}')).toEqual({ members: 3, depth: 4 });
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      let members = 0;
      JSON.stringify(value, (_, it: unknown) => {
        if (typeof it === 'object' && it !== null && !Array.isArray(it)) members += Object.keys(it).length;
        return it;
      });
      expect(count(JSON.stringify(value)).members).toBe(members);
    }),
  );
});

test('line breaks between tokens become spaces', () => {
  const json = Buffer.from('{\r\n  "a": "x\\ny"\n}');
  expect(onOneLine(json).toString()).not.toMatch(/[\r\n]/);
  expect(JSON.parse(onOneLine(json).toString())).toEqual({ a: 'x\ny' });
});

test.each(['\n', '\r\n', '\r'])(
  'finds the response in an event stream with %j line ends, however it is cut',
  (end) => {
    const lines = [
      ': hello',
      'id: 1',
      'data: ',
      '',
      'event: message',
      'data: {"method":"notifications/message","params":{"data":"result"}}',
      '',
      'data: {"result":{"isError":',
      'data: true},"id":3}',
      '',
      '',
    ];
    const bytes = Buffer.from(lines.join(end));
    for (const size of [1, 3, 1000]) {
      const meter = createSseMeter();
      for (let at = 0; at < bytes.length; at += size) meter.push(bytes.subarray(at, at + size));
      expect(meter.response()).toMatchObject({ id: 3, isError: true });
      expect(meter.bytes).toBe(bytes.length);
      expect(meter.isResumable).toBe(true);
    }
  },
);

test('half an answer is none', () => {
  const meter = createJsonMeter();
  meter.push(Buffer.from('{"jsonrpc":"2.0"'));
  expect(meter.response()).toBeUndefined();
});
