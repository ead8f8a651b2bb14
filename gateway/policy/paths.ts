import { isJsonObject } from '../../contract/json.ts';
import { didYouMean, orList } from './nearest.ts';
import type { EvaluationScope } from './scope.ts';

const roots = ['args', 'preview', 'session', 'tool', 'client', 'time'] as const;
export type PathRoot = (typeof roots)[number];

/** The roots whose members are known beforehand. */
const members = {
  tool: ['name', 'category', 'risk', 'definition_changed'],
  client: ['name', 'version', 'grant'],
  time: ['hour', 'minute', 'weekday', 'date', 'iso'],
} as const;

export interface Path {
  readonly text: string;
  readonly root: PathRoot;
  readonly segments: readonly string[];
  /** Whether a segment is `*`, so that the path leads to any number of values. */
  readonly isEvery: boolean;
}

/** Nothing is there. Apart from `null`, which is there. */
export const missing = Symbol('missing');
/** Something should be there, but the gateway could not find out what. */
export const unknownFact = Symbol('unknown');
export type Found = unknown; // a JSON value, `missing` or `unknownFact`; arguments are not trusted to be JSON

export interface Element {
  /** With the index in place of `*`. */
  readonly path: string;
  readonly value: Found;
}

/** Reads a path of the policy language; a string is what is wrong with it. */
export function parsePath(text: string): Path | string {
  const [first = '', ...segments] = text.split('.');
  const root = roots.find((it) => it === first);
  if (!root) {
    const expected = didYouMean(first, roots) ?? `expected ${orList(roots)}, then a dot and a name`;
    return `unknown path \`${text}\`; ${expected}`;
  }
  if (segments.length === 0 || segments.includes('')) {
    return `path \`${text}\` needs a name after each dot, such as \`${root}.${root in members ? members[root as keyof typeof members][0] : 'name'}\``;
  }
  if (root === 'tool' || root === 'client' || root === 'time') {
    const known: readonly string[] = members[root];
    const name = segments.join('.');
    if (!known.includes(name)) {
      return `unknown path \`${text}\`; expected ${orList(known.map((it) => `${root}.${it}`))}`;
    }
  }
  return { text, root, segments, isEvery: segments.includes('*') };
}

/** The value at a path without `*`. */
export function read(path: Path, scope: EvaluationScope): Found {
  const start = startOf(path, scope);
  return start === missing || start === unknownFact ? start : walk(start, path.segments);
}

/** The values at a path with `*`. An empty list has none: the path then leads nowhere, like a missing one. */
export function readEvery(path: Path, scope: EvaluationScope): readonly Element[] {
  const start = startOf(path, scope);
  if (start === unknownFact) return [{ path: path.text, value: unknownFact }];
  let elements: Element[] = [{ path: path.root, value: start }];
  for (const segment of path.segments) {
    elements = elements.flatMap((element) => (segment === '*' ? spread(element) : [step(element, segment)]));
  }
  return elements.length === 0 ? [{ path: path.text, value: missing }] : elements;
}

/** The value at segments below a plain value; used for results too. */
export function walk(start: unknown, segments: readonly string[]): Found {
  let value = start;
  for (const segment of segments) {
    value = member(value, segment);
    if (value === missing) return missing;
  }
  return value;
}

function startOf(path: Path, scope: EvaluationScope): Found {
  const { call, facts } = scope;
  switch (path.root) {
    case 'args':
      return call.args;
    case 'preview':
      return facts.preview ?? (facts.isPreviewFailed ? unknownFact : missing);
    case 'session':
      return facts.session ?? missing;
    case 'tool':
      return call.tool;
    case 'client':
      return call.client;
    case 'time':
      return scope.time();
  }
}

const index = /^(?:0|[1-9]\d{0,8})$/;

/** Own members only: `constructor` is a name like any other, never the one that every object inherits. */
function member(value: unknown, name: string): Found {
  if (typeof value !== 'object' || value === null) return missing;
  if (Array.isArray(value) && !index.test(name)) return missing;
  if (!Object.hasOwn(value, name)) return missing;
  const found = (value as Record<string, unknown>)[name]; // an own member, checked above
  return found === undefined ? missing : found;
}

function step({ path, value }: Element, segment: string): Element {
  return { path: `${path}.${segment}`, value: member(value, segment) };
}

function spread({ path, value }: Element): Element[] {
  if (!Array.isArray(value) && !isJsonObject(value)) return [{ path: `${path}.*`, value: missing }];
  return Object.keys(value).map((name) => step({ path, value }, name));
}
