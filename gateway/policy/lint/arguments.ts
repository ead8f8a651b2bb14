import type { JsonValue } from '../../../contract/json.ts';
import type { Condition } from '../../../contract/policy-document.ts';
import { didYouMean, orList } from '../nearest.ts';
import { compileTest } from '../operators.ts';
import { display } from '../words.ts';
import { utc } from '../zone.ts';
import { hint, warning, type Finding } from './finding.ts';
import { argumentStatus } from './schema-paths.ts';
import type { Group, Section, Site } from './sections.ts';

export interface ToolSchema {
  readonly name: string;
  /** JSON Schema of the arguments; read as far as it is understood. */
  readonly inputSchema: unknown;
}

/** Arguments that the tool does not have, and rules that a call evades (or fails) by leaving an argument out. */
export function checkArguments(
  section: Section,
  sections: readonly Section[],
  tools: readonly ToolSchema[],
): readonly Finding[] {
  const concerned = section.tool === undefined ? tools : tools.filter(({ name }) => name === section.tool);
  if (concerned.length === 0) return [];
  const { requirements, denials, questions, exceptions } = section;
  const groups = [...requirements, ...denials, ...questions, ...exceptions];
  const sites = groups.flatMap((group) => group.sites);
  const paths = [
    ...sites.map(({ condition, pointer }) => ({ path: condition.path, pointer })),
    ...amountsOf(section),
  ];
  const settled = settledPaths(section, sections);
  return [
    ...paths.flatMap(({ path, pointer }) => checkName(path, pointer, concerned)),
    ...denials.flatMap((group) => checkDenial(group, settled, concerned)),
    ...requirements.flatMap((group) => checkRequirement(group, concerned)),
  ];
}

/** Paths that limits and budgets count by. */
function amountsOf({ rule, place }: Section): readonly { readonly path: string; readonly pointer: string }[] {
  const limits = (rule.limits ?? []).map(({ increment_from: path }, at) => {
    return { path, pointer: place.at('limits', at, 'increment_from').pointer };
  });
  const spends = (rule.spend ?? []).map(({ amount: path }, at) => {
    return { path, pointer: place.at('spend', at, 'amount').pointer };
  });
  return [...limits, ...spends].flatMap(({ path, pointer }) =>
    path === undefined ? [] : [{ path, pointer }],
  );
}

/** An argument is unknown when none of the tools has it. */
function checkName(path: string, pointer: string, tools: readonly ToolSchema[]): readonly Finding[] {
  const segments = argumentPath(path);
  if (!segments) return [];
  const absent = tools.map(({ inputSchema }) => argumentStatus(inputSchema, segments));
  const known: string[] = [];
  let name = '';
  for (const status of absent) {
    if (status.kind !== 'absent') return [];
    known.push(...status.known);
    name = status.name;
  }
  const where = tools.length === 1 ? `\`${tools[0]?.name}\` has` : 'no tool has';
  const options = [...new Set(known)];
  const listed =
    options.length > 0
      ? `expected ${orList(options.slice(0, 12).map((it) => `\`${it}\``))}`
      : 'it takes none';
  const lead =
    tools.length === 1
      ? `no such argument: ${where} no \`${name}\``
      : `no such argument: ${where} \`${name}\``;
  return [warning(pointer, 'unknown_argument', `${lead}; ${didYouMean(name, options) ?? listed}`)];
}

/** A call without the argument does not match, so what the rule refuses may still happen. */
function checkDenial(
  { sites }: Group,
  settled: ReadonlySet<string>,
  tools: readonly ToolSchema[],
): readonly Finding[] {
  return sites.flatMap((site) => {
    const { condition, pointer } = site;
    const optional = isSettled(site, sites, settled) ? undefined : findOptional(condition, tools);
    if (!optional || isHarmless(condition, optional)) return [];
    const argument = condition.path.slice('args.'.length);
    const what =
      optional.default === undefined
        ? `a call without \`${argument}\` is not refused, and the tool's schema leaves it optional`
        : `a call without \`${argument}\` is not refused, though it then means ${display(optional.default)}`;
    const advice = 'require it, or refuse a call without it in a rule with `exists: false`';
    return [warning(pointer, 'optional_argument', `${what}; ${advice}`)];
  });
}

/** A call without the argument is refused, which its author may not know. */
function checkRequirement({ sites }: Group, tools: readonly ToolSchema[]): readonly Finding[] {
  if (sites.some(({ condition }) => condition.op === 'exists')) return []; // its author has thought of it
  return sites.slice(0, 1).flatMap(({ condition, pointer }) => {
    const optional = findOptional(condition, tools);
    if (!optional) return [];
    const argument = condition.path.slice('args.'.length);
    const message = `this refuses a call of \`${optional.tool}\` without \`${argument}\`, which its schema leaves optional; refuse the wrong values in \`deny_if\` if it may be left out`;
    return [hint(pointer, 'optional_argument', message)];
  });
}

/** Paths that some rule already refuses to miss. */
function settledPaths(section: Section, sections: readonly Section[]): ReadonlySet<string> {
  const common = sections.filter((it) => it.tool === undefined && it !== section);
  const settled = new Set<string>();
  for (const { requirements, denials } of [section, ...common]) {
    for (const { condition } of requirements.flatMap(({ sites }) => sites)) {
      if (!(condition.op === 'exists' && condition.value === false)) settled.add(condition.path);
    }
    for (const { sites } of denials) {
      const [only] = sites.length === 1 ? sites : [];
      if (only?.condition.op === 'exists' && only.condition.value === false) settled.add(only.condition.path);
    }
  }
  return settled;
}

function isSettled({ condition }: Site, besides: readonly Site[], settled: ReadonlySet<string>): boolean {
  if (condition.op === 'exists' || settled.has(condition.path)) return true;
  return besides.some((it) => it.condition.op === 'exists' && it.condition.path === condition.path);
}

interface Optional {
  readonly tool: string;
  /** What a call without it means, where the schema says. */
  readonly default: JsonValue | undefined;
}

function findOptional({ path }: Condition, tools: readonly ToolSchema[]): Optional | undefined {
  const segments = argumentPath(path);
  if (!segments) return undefined;
  for (const { name, inputSchema } of tools) {
    const status = argumentStatus(inputSchema, segments);
    if (status.kind === 'optional') return { tool: name, default: status.default };
  }
  return undefined;
}

/** Whether what a missing argument stands for would not match anyway. */
function isHarmless({ op, value }: Condition, { default: fallback }: Optional): boolean {
  if (fallback === undefined || op === 'exists') return false;
  const test = compileTest(op, value, utc);
  return typeof test !== 'string' && test(fallback) === 'false';
}

function argumentPath(path: string): readonly string[] | undefined {
  const [root, ...segments] = path.split('.');
  return root === 'args' && segments.length > 0 ? segments : undefined;
}
