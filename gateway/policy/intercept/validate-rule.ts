import { conditionOp, type ConditionOp } from '../../../contract/policy-document.ts';
import { didYouMean, orList } from '../nearest.ts';
import { compileTest } from '../operators.ts';
import type { Place } from '../place.ts';
import { utc } from '../zone.ts';
import { findCounting, parseStatePath, type Ledger } from './counters.ts';
import type { InterceptCondition, InterceptRule, InterceptState } from './document.ts';
import { isWindowName, parseRateLimit, unknownWindow } from './rate-limit.ts';

const actions = ['evaluate', 'deny', 'require_approval'] as const;

export function validateRule(rule: InterceptRule, ledger: Ledger): void {
  const { place, name, action, conditions, rateLimit, state } = rule;
  if (name === '') place.at('name').report('the rule has no name; give it one');
  if (action !== '' && !actions.some((it) => it === action)) {
    place
      .at('action')
      .report(
        `unknown action \`${action}\`; ${didYouMean(action, actions) ?? `expected ${orList(actions)}`}`,
      );
  }
  if (rateLimit !== '') validateRateLimit(rule);
  else if ((action === '' || action === 'evaluate') && conditions.length === 0) {
    place.at('conditions').report('an evaluate rule needs a condition; add one, or say `action: deny`');
  }
  if (action === 'deny' && conditions.length > 0) {
    place
      .at('conditions')
      .report('a deny rule refuses every call and takes no conditions; remove them or the action');
  }
  if (action === 'require_approval' && state) {
    place.at('state').report('an approval rule cannot count; count in a rule of its own');
  }
  for (const condition of conditions) validateCondition(condition, ledger);
  if (state) validateState(state);
}

function validateRateLimit({ place, action, conditions, rateLimit, state }: InterceptRule): void {
  const here = place.at('rate_limit');
  const rate = parseRateLimit(rateLimit);
  if (!rate.ok) here.report(rate.message);
  if (conditions.length > 0 || state) {
    here.report(
      '`rate_limit` stands for conditions and state and goes with neither; make it a rule of its own',
    );
  }
  if (action === 'deny' || action === 'require_approval') {
    here.report(`\`rate_limit\` does not go with \`action: ${action}\`; make it a rule of its own`);
  }
}

function validateCondition({ place, path, op, value }: InterceptCondition, ledger: Ledger): void {
  validatePath(path, place.at('path'), ledger);
  const known = conditionOp.safeParse(op);
  if (known.success) validateValue(known.data, value, place.at('value'));
  else {
    const expected = didYouMean(op, conditionOp.options) ?? `expected ${orList(conditionOp.options)}`;
    place
      .at('op')
      .report(op === '' ? `\`op\` is missing; ${expected}` : `unknown operator \`${op}\`; ${expected}`);
  }
}

function validatePath(path: string, place: Place, ledger: Ledger): void {
  if (path.startsWith('args.')) return;
  if (!path.startsWith('state.')) {
    const start = 'expected `args.` and an argument, or `state.`, a tool and a counter';
    place.report(path === '' ? `\`path\` is missing; ${start}` : `unknown path \`${path}\`; ${start}`);
    return;
  }
  const counter = parseStatePath(path);
  if (counter && findCounting(ledger, counter)) return;
  const known = ledger.counting.map((it) => `state.${it.scope}.${it.counter}`);
  const advice =
    didYouMean(path, known) ?? 'add a `state` with that counter to a rule of the tool (`_global` for `*`)';
  place.report(`nothing counts in \`${path}\`; ${advice}`);
}

function validateValue(op: ConditionOp, value: unknown, place: Place): void {
  switch (op) {
    case 'in':
    case 'not_in':
      if (!Array.isArray(value)) place.report(`\`${op}\` needs a list, such as \`["a", "b"]\``);
      return;
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      if (typeof value !== 'number') place.report(`\`${op}\` needs a number (without quotes)`);
      return;
    case 'exists':
      if (typeof value !== 'boolean') place.report('`exists` needs true or false');
      return;
    case 'regex': {
      const test =
        typeof value === 'string' ? compileTest(op, value, utc) : '`regex` needs a pattern as text';
      if (typeof test === 'string') place.report(test);
      return;
    }
    case 'eq':
    case 'neq':
    case 'contains':
      return;
  }
}

function validateState({ place, counter, window, incrementFrom }: InterceptState): void {
  if (counter === '') place.at('counter').report('the counter has no name; give it one');
  if (!isWindowName(window)) place.at('window').report(unknownWindow(window));
  if (incrementFrom !== '' && !incrementFrom.startsWith('args.')) {
    place
      .at('increment_from')
      .report(`unknown path \`${incrementFrom}\`; expected \`args.\` and an argument`);
  }
}
