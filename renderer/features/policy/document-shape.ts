/** What may stand where in a policy document, for completion. A test holds its names to the contract's. */
export type Shape =
  | { readonly kind: 'object'; readonly fields: Readonly<Record<string, Field>> }
  | { readonly kind: 'list'; readonly of: Shape }
  /** An object with any names. */
  | { readonly kind: 'map'; readonly names: 'tool'; readonly of: Shape }
  | { readonly kind: 'words'; readonly words: Readonly<Record<string, string>> }
  | { readonly kind: 'value'; readonly values: ValueSource };

/** Where the values of a field come from; `any`: nobody can know. */
export type ValueSource = 'any' | 'boolean' | 'tool' | 'timezone' | 'path' | 'condition' | 'arguments';

export interface Field {
  readonly about: string;
  readonly shape: Shape;
  /** What stands after the name at first, with `${}` where the cursor goes. */
  readonly start: string;
}

const any: Shape = { kind: 'value', values: 'any' };
const text = (about: string, values: ValueSource = 'any'): Field => ({
  ...{ about, shape: { kind: 'value', values }, start: '"${}"' },
});
const number = (about: string): Field => ({ about, shape: any, start: '${}' });
const list = (about: string, of: Shape, start = '[${}]'): Field => ({
  about,
  shape: { kind: 'list', of },
  start,
});
const object = (fields: Readonly<Record<string, Field>>): Shape => ({ kind: 'object', fields });
const words = (about: string, choices: Readonly<Record<string, string>>): Field => ({
  ...{ about, shape: { kind: 'words', words: choices }, start: '"${}"' },
});

const operators = {
  eq: 'is',
  neq: 'is not',
  lt: 'is less than',
  lte: 'is at most',
  gt: 'is more than',
  gte: 'is at least',
  in: 'is one of',
  not_in: 'is none of',
  exists: 'is given (true) or not (false)',
  regex: 'matches a pattern (RE2, anywhere in the text)',
  contains: 'contains a text, or a member of a list',
};

const condition = {
  path: text('what is looked at', 'path'),
  op: words('how it is compared', operators),
  value: { about: 'with what', shape: { kind: 'value', values: 'condition' }, start: '${}' },
} satisfies Record<string, Field>;
const conditionStart = '{ "path": "${args.}", "op": "${lte}", "value": ${} }';
const conditions = list('all of these must hold', object(condition), `[${conditionStart}]`);

const group = {
  name: text('a name for the rule'),
  conditions,
  on_deny: text('what the agent is told when it refuses'),
};
/** A rule may also be a condition itself. */
const groups = object({ ...group, ...condition });
const groupStart = `[{ "conditions": [${conditionStart}] }]`;

const windows = {
  minute: 'each minute of the clock',
  hour: 'each hour',
  day: 'each day of the time zone',
  week: 'each week, from Monday',
  month: 'each month',
};
const scopes = {
  grant: 'each client by itself',
  session: 'each session of a client',
  upstream: 'all clients of this upstream together',
  all: 'all clients and upstreams together',
};
const window = words('in how long; or a number of seconds, sliding', windows);

export const limitShape = object({
  name: text('a name for the limit'),
  counter: text('limits with the same counter and scope share it'),
  window,
  max: number('how much at most'),
  scope: words('for whom it counts', scopes),
  increment: number('what each call adds; 1 without it'),
  increment_from: text('the path of the number that each call adds', 'path'),
  count: words('what counts', { calls: 'every call', successes: 'calls whose result is no error' }),
  on_deny: text('what the agent is told when it refuses'),
});

export const spendShape = object({
  name: text('a name for the budget'),
  counter: text('budgets with the same counter and scope share it'),
  window,
  max: text('how much money at most, such as "100.00"'),
  currency: text('its currency, such as "USD"'),
  amount: text('the path of the price; preview.total without it', 'path'),
  settle: text('where the result says what was spent; result.spent without it'),
  scope: words('for whom it counts', scopes),
  on_deny: text('what the agent is told when it refuses'),
});

export const rateLimitShape = object({
  max: number('how many calls at most'),
  window: number('in how many seconds, sliding'),
});

export const whenShape = object({ conditions });
export const exceptShape = object({
  id: text('given when it was made from an answer; by it the answer can be taken back'),
  name: text('a name for it'),
  grant: text('the id of the one grant that it holds for'),
  until: text('when it ends: a time with its offset, such as 2026-12-24T18:00:00Z'),
  definition: text('the hash of the tool’s definition that it was made under'),
  conditions,
});
export const approvalShape = object({
  when: list('asks when any entry matches; always without it', whenShape, groupStart),
  unless: list('does not ask when any of these holds: what was settled beforehand', exceptShape, groupStart),
  expires: text('how long an answer is awaited, such as "30m"'),
  reason: text('why it asks, as the card says it'),
});

const everyCallFields = {
  require: list('refuses unless all of these hold', groups, `[${conditionStart}]`),
  deny_if: list('refuses when any of these rules matches', groups, groupStart),
  approval: { about: 'when a person is asked', shape: approvalShape, start: '{ "when": [${}] }' },
  limits: list('how often', limitShape, '[{ "counter": "${name}", "window": "${day}", "max": ${10} }]'),
  spend: list(
    'how much money',
    spendShape,
    '[{ "counter": "${name}", "window": "${day}", "max": "${100.00}", "currency": "${USD}" }]',
  ),
} satisfies Record<string, Field>;
export const everyCallShape = object(everyCallFields);

export const toolRuleShape = object({
  action: words('what happens to a call to begin with; allow without it', {
    allow: 'passes, unless a rule says otherwise',
    deny: 'is refused',
    hide: 'is refused, and the tool is not listed',
    require_approval: 'waits for a person',
  }),
  reason: text('what the agent is told when `action` refuses, and the person when it asks'),
  ...everyCallFields,
  rate_limit: {
    ...{ about: 'at most so many calls in any so many seconds', shape: rateLimitShape },
    start: '{ "max": ${10}, "window": ${60} }',
  },
});

export const factsShape = object({
  now: text('the time of the call'),
  preview: {
    about: 'what was found out beforehand',
    shape: any,
    start: '{ "total": "${20.00}", "currency": "${USD}" }',
  },
  session: { about: 'what is known of the session', shape: any, start: '{ ${} }' },
  tool: {
    ...{ about: 'how the tool is classed', start: '{ ${} }' },
    shape: object({
      category: text('Read, Write, Execute, Destructive or Financial'),
      risk: text('low, medium, high or critical'),
      definition_changed: {
        about: 'true when the tool changed',
        shape: { kind: 'value', values: 'boolean' },
        start: '${}',
      },
    }),
  },
  client: {
    ...{ about: 'who calls', start: '{ ${} }' },
    shape: object({
      name: text('what the client calls itself'),
      version: text('its version'),
      grant: text('its grant'),
    }),
  },
  counters: { about: 'where counters stand, by name', shape: any, start: '{ "${name}": ${0} }' },
  approval: {
    ...{ about: 'what the person answered', start: '{ "verdict": "${approve}" }' },
    shape: object({
      verdict: words('the answer', { approve: 'yes', deny: 'no' }),
      word: text('what was said with it'),
    }),
  },
  paused: { about: 'whether all is paused', shape: { kind: 'value', values: 'boolean' }, start: '${}' },
});

export const exampleShape = object({
  tool: text('the tool that is called', 'tool'),
  args: { about: 'with which arguments', shape: { kind: 'value', values: 'arguments' }, start: '{ ${} }' },
  expect: words('how it must come out', {
    allow: 'it passes',
    ask: 'a person is asked',
    deny: 'it is refused',
    hidden: 'it is refused as if it did not exist',
  }),
  facts: { about: 'what the example assumes beside the call', shape: factsShape, start: '{ ${} }' },
});

const effects = { allow: 'pass', ask: 'wait for a person', deny: 'are refused' };

/** The whole document. */
export const documentShape = object({
  version: {
    about: 'of the policy language',
    shape: { kind: 'words', words: { '1': 'the only one' } },
    start: '"1"',
  },
  description: text('what this policy is for'),
  timezone: text('where hours and days are counted; UTC without it', 'timezone'),
  default: words('tools that are not listed', effects),
  hide: list(
    'tools that are not shown to agents; * stands for anything',
    { kind: 'value', values: 'tool' },
    '["${}"]',
  ),
  all_tools: { about: 'rules for every call, after the tool’s own', shape: everyCallShape, start: '{ ${} }' },
  tools: {
    about: 'a rule for each tool; {} allows it',
    shape: { kind: 'map', names: 'tool', of: toolRuleShape },
    start: '{ ${} }',
  },
  examples: list(
    'calls that must come out so; run on every save',
    exampleShape,
    '[{ "tool": "${}", "args": {}, "expect": "${allow}" }]',
  ),
});

/** The shape at a place of the document; undefined where there is none. */
export function shapeAt(path: readonly (string | number)[]): Shape | undefined {
  let shape: Shape | undefined = documentShape;
  for (const step of path) {
    switch (shape?.kind) {
      case 'object':
        shape = Object.hasOwn(shape.fields, step) ? shape.fields[step]?.shape : undefined;
        break;
      case 'list':
      case 'map':
        shape = shape.of;
        break;
      case 'words':
      case 'value':
      case undefined:
        return undefined;
    }
  }
  return shape;
}
