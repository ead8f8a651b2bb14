import { expect, test } from 'vitest';
import type { CatalogueTool } from '../../../contract/catalogue.ts';
import type { PolicyDocument, ToolRule } from '../../../contract/policy-document.ts';
import { isAgainstChoice, planRecommended, withSteps } from './recommended-plan.ts';

const limit = { counter: 'save_rate', window: 'minute' as const, max: 30, scope: 'grant' as const };
const tool = (name: string, rule: ToolRule): CatalogueTool => ({
  name,
  category: 'Read',
  risk: 'low',
  evidence: [],
  recommended: { rule, why: 'it only looks' },
  patterns: [],
  findings: [],
});
const look = tool('look', {});
const save = tool('save', { limits: [limit] });
const drop = tool('drop', { action: 'hide' });
const pay = tool('pay', { action: 'require_approval' });
const all = [look, save, drop, pay];

test('where everything asks, what is harmless opens, what is grave closes, and what asks stays', () => {
  const document: PolicyDocument = { version: '1', default: 'ask' };
  const plan = planRecommended(document, all);
  expect(plan.steps.map(({ tool: { name }, now, then, loosens }) => [name, now, then, loosens])).toEqual([
    ['look', 'ask every time, like any other tool', 'allow', 'question'],
    ['save', 'ask every time, like any other tool', 'allow, 30 a minute', 'question'],
    ['drop', 'ask every time, like any other tool', 'hide', null],
  ]);
  expect([plan.blocked, plan.inUse]).toEqual([[], 1]);
  const next = withSteps(document, plan.steps);
  expect(next?.tools).toEqual({ look: {}, save: { limits: [limit] }, drop: { action: 'hide' } });
  expect(planRecommended(next, all)).toEqual({ steps: [], blocked: [], inUse: 4 });
});

test('a stricter rule that somebody chose is told apart, and stands first', () => {
  const document: PolicyDocument = {
    version: '1',
    default: 'ask',
    hide: ['look'],
    tools: { save: { action: 'deny' }, pay: {}, drop: { action: 'deny' } },
  };
  const { steps } = planRecommended(document, all);
  expect(steps.map(({ tool: { name }, loosens }) => [name, loosens])).toEqual([
    ['look', 'own'],
    ['save', 'own'],
    ['drop', null],
    ['pay', null],
  ]);
});

test('where what is not named is denied, opening a tool is a choice of its own', () => {
  const { steps } = planRecommended({ version: '1', default: 'deny' }, [drop, save]);
  expect(steps.map((it) => [it.tool.name, it.loosens, isAgainstChoice(it)])).toEqual([
    ['save', 'denial', true],
    ['drop', null, false],
  ]);
});

test('what is kept of a rule is told', () => {
  const own = {
    action: 'require_approval' as const,
    limits: [{ ...limit, max: 2 }],
    approval: { reason: 'x' },
  };
  const [step] = planRecommended({ version: '1', default: 'ask', tools: { save: own } }, [save]).steps;
  expect(step).toMatchObject({ now: 'ask every time', then: 'allow, 2 a minute', loosens: 'own' });
});

test('what a rule for several tools decides is left to the policy', () => {
  const document: PolicyDocument = { version: '1', default: 'ask', hide: ['lo*'] };
  const plan = planRecommended(document, [look, pay]);
  expect(plan).toEqual({ steps: [], blocked: ['look'], inUse: 1 });
  expect(withSteps(document, plan.steps)).toBe(document);
});

test('without a policy one is made, in which the rest stays denied', () => {
  const plan = planRecommended(undefined, [look]);
  expect(plan.steps[0]).toMatchObject({ now: 'deny, like any other tool', loosens: 'denial' });
  expect(plan.steps.map(isAgainstChoice)).toEqual([true]);
  expect(withSteps(undefined, plan.steps)).toEqual({ version: '1', default: 'deny', tools: { look: {} } });
});
