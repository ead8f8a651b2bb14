import type { ConditionOp } from '../../contract/policy-document.ts';
import type { JsonValue } from '../../contract/json.ts';
import { RE2JS } from 're2js';
import { compareDecimals, parseDecimal, type Decimal } from './decimal.ts';
import { parseIso, type Zone } from './zone.ts';

/** How a present value fares: `incomparable` means that the question makes no sense for it, and refuses. */
export type Outcome = 'true' | 'false' | 'incomparable';
export type Test = (actual: unknown) => Outcome;

/** The test of one operator against the value in the document; a string is what is wrong with that value. */
export function compileTest(
  op: Exclude<ConditionOp, 'exists'>,
  expected: JsonValue,
  zone: Zone,
): Test | string {
  switch (op) {
    case 'eq':
    case 'neq': {
      if (!isScalar(expected)) return `\`${op}\` compares with a text, a number, a boolean or null`;
      const test = equals(expected);
      return op === 'eq' ? test : not(test);
    }
    case 'in':
    case 'not_in': {
      if (!Array.isArray(expected) || !expected.every(isScalar)) {
        return `\`${op}\` needs a list of texts, numbers or booleans`;
      }
      const test = isOneOf(expected);
      return op === 'in' ? test : not(test);
    }
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return ordering(op, expected, zone);
    case 'contains':
      return isScalar(expected) && expected !== null
        ? contains(expected)
        : '`contains` looks for a text, a number or a boolean';
    case 'regex':
      return typeof expected === 'string' ? matches(expected) : '`regex` needs a pattern as text';
  }
}

type Scalar = string | number | boolean | null;

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === 'string' || typeof value === 'boolean' || isFiniteNumber(value);
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function not(test: Test): Test {
  return (actual) => {
    const outcome = test(actual);
    return outcome === 'incomparable' ? outcome : verdict(outcome === 'false');
  };
}

function verdict(holds: boolean): Outcome {
  return holds ? 'true' : 'false';
}

/** Numbers as numbers, a numeric text counting as one; everything else as text. */
function equals(expected: Scalar): Test {
  const wanted = numeric(expected);
  const text = String(expected);
  return (actual) => {
    if (!isScalar(actual)) return 'incomparable';
    if (actual === null || expected === null) return verdict(actual === expected);
    if (wanted !== undefined && wanted !== 'unbounded') {
      const number = numeric(actual);
      if (number === 'unbounded') return 'incomparable';
      if (number !== undefined) return verdict(compareNumeric(number, wanted) === 0);
    }
    return verdict(String(actual) === text);
  };
}

function isOneOf(expected: readonly Scalar[]): Test {
  const tests = expected.map(equals);
  return (actual) => {
    if (!isScalar(actual)) return 'incomparable';
    return anyOf(tests.map((test) => test(actual)));
  };
}

/** True when one is, and only false when every one could be compared. */
function anyOf(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.includes('true')) return 'true';
  return outcomes.includes('incomparable') ? 'incomparable' : 'false';
}

function ordering(op: 'lt' | 'lte' | 'gt' | 'gte', expected: JsonValue, zone: Zone): Test | string {
  const holds = { lt: isBelow, lte: isAtMost, gt: isAbove, gte: isAtLeast }[op];
  const wanted = numeric(expected);
  if (wanted !== undefined && wanted !== 'unbounded') {
    return (actual) => {
      const number = numeric(actual);
      if (number === undefined || number === 'unbounded') return 'incomparable';
      return verdict(holds(compareNumeric(number, wanted)));
    };
  }
  const time = typeof expected === 'string' ? parseIso(expected, zone) : undefined;
  if (time === undefined) return `\`${op}\` needs a number or an ISO time, such as \`2026-12-24T18:00:00Z\``;
  return (actual) => {
    const instant = typeof actual === 'string' ? parseIso(actual, zone) : undefined;
    return instant === undefined ? 'incomparable' : verdict(holds(instant - time));
  };
}

const isBelow = (difference: number) => difference < 0;
const isAtMost = (difference: number) => difference <= 0;
const isAbove = (difference: number) => difference > 0;
const isAtLeast = (difference: number) => difference >= 0;

/** A part of a text, or a member of a list. */
function contains(expected: string | number | boolean): Test {
  const isMember = equals(expected);
  const text = String(expected);
  return (actual) => {
    if (typeof actual === 'string') return verdict(actual.includes(text));
    return Array.isArray(actual) ? anyOf(actual.map(isMember)) : 'incomparable';
  };
}

/** RE2 matches in linear time, but linear in text times program: beyond this much work a text is not looked at. */
const maxMatchingWork = 10_000_000;
const maxProgramSize = 1000;

function matches(pattern: string): Test | string {
  const compiled = compilePattern(pattern);
  if (typeof compiled === 'string') return compiled;
  const maxLength = Math.floor(maxMatchingWork / compiled.programSize());
  return (actual) => {
    if (typeof actual !== 'string' || actual.length > maxLength) return 'incomparable';
    return verdict(compiled.test(actual));
  };
}

function compilePattern(pattern: string): RE2JS | string {
  if (pattern.length > maxProgramSize) return `the pattern is longer than ${maxProgramSize} characters`;
  try {
    const compiled = RE2JS.compile(pattern);
    return compiled.programSize() > maxProgramSize
      ? 'the pattern repeats too much to be matched fast'
      : compiled;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return `not an RE2 pattern: ${message.replace('error parsing regexp: ', '')}`;
  }
}

type Numeric = number | Decimal;

const numberForm = /^[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?$/;
// Up to 15 digits, texts and doubles say the same; beyond, only decimals do.
const exactInDouble = 15;

/** The number that a value is; `unbounded`: one that is too long for arithmetic. */
function numeric(value: unknown): Numeric | 'unbounded' | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const first = value.charCodeAt(0);
  // Most texts do not start with a digit or a sign.
  if (Number.isNaN(first) || first > 57 || first < 43 || !numberForm.test(value)) return undefined;
  if (value.length <= exactInDouble && !/[eE]/.test(value)) return Number(value);
  return parseDecimal(value) ?? 'unbounded';
}

function compareNumeric(a: Numeric, b: Numeric): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  const left = typeof a === 'number' ? parseDecimal(String(a)) : a;
  const right = typeof b === 'number' ? parseDecimal(String(b)) : b;
  if (!left || !right) throw new Error('a finite number is always a decimal');
  return compareDecimals(left, right);
}
