import { expect, test } from 'vitest';
import { policyText } from './policy-text.ts';

test('a condition is a line, a rule is spread out, and it reads as the same document', () => {
  const document = {
    version: '1',
    default: 'deny',
    hide: ['a', 'b'],
    tools: {
      look: {},
      add: {
        deny_if: [
          { conditions: [{ path: 'args.quantity', op: 'gt', value: 10 }], on_deny: 'x'.repeat(60) },
          { conditions: [] },
        ],
      },
    },
  };
  const text = policyText(document);
  expect(JSON.parse(text)).toEqual(document);
  expect(text.split('\n')).toEqual([
    '{',
    '  "version": "1",',
    '  "default": "deny",',
    '  "hide": ["a", "b"],',
    '  "tools": {',
    '    "look": {},',
    '    "add": {',
    '      "deny_if": [',
    '        {',
    '          "conditions": [{ "path": "args.quantity", "op": "gt", "value": 10 }],',
    `          "on_deny": "${'x'.repeat(60)}"`,
    '        },',
    '        { "conditions": [] }',
    '      ]',
    '    }',
    '  }',
    '}',
  ]);
});

test('names and texts are written as JSON writes them', () => {
  const document = { 'a "b"': 'line\nbreak', n: [0.1, null, true], ['__proto__']: { x: 1 } };
  expect(JSON.parse(policyText(document))).toEqual(document);
});
