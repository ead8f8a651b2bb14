import { expect, test } from 'vitest';
import type { z } from 'zod';
import {
  approvalExcept,
  approvalRule,
  approvalWhen,
  assumedFacts,
  condition,
  conditionGroup,
  conditionOp,
  everyCall,
  example,
  limit,
  policyDocument,
  rateLimit,
  scope,
  spend,
  toolRule,
  windowName,
} from '../../../contract/policy-document.ts';
import {
  approvalShape,
  documentShape,
  everyCallShape,
  exampleShape,
  exceptShape,
  factsShape,
  limitShape,
  rateLimitShape,
  shapeAt,
  spendShape,
  toolRuleShape,
  whenShape,
  type Shape,
} from './document-shape.ts';

const namesOf = (shape: Shape | undefined) =>
  (shape?.kind === 'object' ? Object.keys(shape.fields) : []).sort();
const wordsOf = (shape: Shape | undefined) =>
  (shape?.kind === 'words' ? Object.keys(shape.words) : []).sort();

test.each<[string, Shape, z.ZodObject]>([
  ['document', documentShape, policyDocument],
  ['tool', toolRuleShape, toolRule],
  ['all_tools', everyCallShape, everyCall],
  ['limit', limitShape, limit],
  ['spend', spendShape, spend],
  ['rate_limit', rateLimitShape, rateLimit],
  ['approval', approvalShape, approvalRule],
  ['when', whenShape, approvalWhen],
  ['unless', exceptShape, approvalExcept],
  ['example', exampleShape, example],
  ['facts', factsShape, assumedFacts],
])('completion offers just the fields that the language has: %s', (_, shape, schema) => {
  expect(namesOf(shape)).toEqual(Object.keys(schema.shape).sort());
});

test('rules of conditions offer both of their forms, operators and words are the language’s', () => {
  expect(namesOf(shapeAt(['tools', 'x', 'deny_if', 0]))).toEqual(
    [...Object.keys(conditionGroup.shape), ...Object.keys(condition.shape)].sort(),
  );
  expect(wordsOf(shapeAt(['tools', 'x', 'deny_if', 0, 'conditions', 0, 'op']))).toEqual(
    [...conditionOp.options].sort(),
  );
  expect(shapeAt(['tools', 'x', 'approval', 'unless', 0])).toBe(exceptShape);
  expect(wordsOf(shapeAt(['all_tools', 'limits', 0, 'window']))).toEqual([...windowName.options].sort());
  expect(wordsOf(shapeAt(['tools', 'x', 'spend', 0, 'scope']))).toEqual([...scope.options].sort());
  expect(wordsOf(shapeAt(['tools', 'x', 'action']))).toEqual(
    [...toolRule.shape.action.unwrap().options].sort(),
  );
});
