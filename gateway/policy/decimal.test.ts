import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addText,
  compareDecimals,
  decimalFromNumber,
  formatDecimal,
  parseDecimal,
  subtractText,
} from './decimal.ts';

test('a tenth ten times is one', () => {
  let sum = '0';
  for (let turn = 0; turn < 10; turn += 1) sum = addText(sum, '0.1');
  expect(sum).toBe('1');
});

test.each([
  ['0', '0'],
  ['-0.50', '-0.5'],
  ['+7', '7'],
  ['007.10', '7.1'],
  ['1e3', '1000'],
  ['25e-4', '0.0025'],
  ['5.', '5'],
])('reads %s as %s', (text, expected) => {
  const value = parseDecimal(text);
  expect(value && formatDecimal(value)).toBe(expected);
});

test.each(['', '.', 'NaN', 'Infinity', '1,5', '0x10', ' 1', '1 ', '1e999', '٣', '1'.repeat(101)])(
  '`%s` is no decimal',
  (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  },
);

test.each([NaN, Infinity, -Infinity])('%s is no decimal', (value) => {
  expect(decimalFromNumber(value)).toBeUndefined();
});

test('money keeps its digits', () => {
  expect(formatDecimal({ units: 40n, scale: 0 }, 2)).toBe('40.00');
  expect(formatDecimal({ units: -5n, scale: 3 }, 2)).toBe('-0.005');
});

test('a counter that is no number is an error, not 0', () => {
  expect(() => addText('1', 'oops')).toThrow('`oops` is not a decimal');
  expect(() => subtractText('', '1')).toThrow('is not a decimal');
});

const amount = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 12 }))
  .map(([units, scale]) => formatDecimal({ units, scale }));

test('reserving and rolling back, in any order, leaves a counter exactly as it was', () => {
  fc.assert(
    fc.property(amount, fc.array(amount, { maxLength: 20 }), (start, reserved) => {
      const full = reserved.reduce(addText, start);
      const rolledBack = [...reserved].reverse().reduce(subtractText, full);
      expect(rolledBack).toBe(addText(start, '0'));
    }),
  );
});

test('order does not depend on how a number is written', () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.bigInt(), fc.nat(10), fc.nat(10), (a, b, scaleA, scaleB) => {
      const left = { units: a * 10n ** BigInt(scaleA), scale: scaleA };
      const right = { units: b * 10n ** BigInt(scaleB), scale: scaleB };
      expect(Math.sign(compareDecimals(left, right))).toBe(a < b ? -1 : a > b ? 1 : 0);
    }),
  );
});
