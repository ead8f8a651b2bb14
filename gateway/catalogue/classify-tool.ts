import type { JsonObject } from '../../contract/json.ts';
import type { ToolCategory, ToolRisk } from '../../contract/model.ts';
import type { Evidence } from './evidence.ts';
import { readDescription, type DescriptionReading } from './read-description.ts';
import { readName, type NameReading } from './read-name.ts';
import { readSchema } from './read-schema.ts';
import { secretIn } from './tool-traits.ts';
import { containers, ofAccess, ofRouting, outward, sweeping, type ChangeCategory } from './tool-words.ts';

/** A tool as its upstream states it: claims, not facts. */
export interface StatedTool {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly inputSchema: JsonObject;
  readonly annotations?: JsonObject;
}

export interface ToolClass {
  readonly category: ToolCategory;
  readonly risk: ToolRisk;
  /** Why, in words. */
  readonly evidence: string[];
}

/**
 * Classes a tool by what its definition says. Deterministic; docs/catalogue.md has the rules. The error to avoid is to
 * take a change for a read: what says nothing of itself counts as a change, and no annotation ever lowers a class.
 */
export function classifyTool(tool: StatedTool): ToolClass {
  const name = readName(tool.name);
  const description = readDescription(`${tool.title ?? ''}\n${tool.description ?? ''}`);
  const schema = readSchema(tool.inputSchema, retrieving.has(name.readVerb ?? ''));
  const found = unique([...name.found, ...description.found, ...schema.found]);
  const claims = readClaims(tool.annotations);
  const strongest = order.find((category) => found.some((it) => it.category === category));

  if (strongest) {
    const evidence = found.map(({ why }) => why);
    if (claims.isReadOnly) evidence.push(contradiction);
    // A tool that says it destroys is believed.
    if (strongest === 'Write' && claims.isDestructive) {
      return { category: 'Destructive', risk: 'high', evidence: [...evidence, admission] };
    }
    const { risk, why } = riskOf(strongest, name, schema.runs);
    return { category: strongest, risk, evidence: why === undefined ? evidence : [...evidence, why] };
  }
  if (claims.isChanging) {
    return claims.isDestructive
      ? { category: 'Destructive', risk: 'high', evidence: [admission] }
      : { category: 'Write', risk: 'medium', evidence: ['it says itself that it is not read-only'] };
  }
  const read = readOrUnknown(name.readVerb, description, claims.isReadOnly);
  const secret = read.category === 'Read' ? secretIn(tool.name, tool.description ?? '') : undefined;
  if (secret === undefined) return read;
  return {
    ...read,
    risk: 'high',
    evidence: [...read.evidence, `what it shows may be secret (\`${secret}\`)`],
  };
}

export const contradiction = 'it claims to be read-only, which its definition contradicts';
const admission = 'it says itself that it may destroy something';

/** The first that was found decides. */
const order: readonly ChangeCategory[] = ['Destructive', 'Financial', 'Execute', 'Write'];

/** Verbs after which a tool has no use for contents. `analyze` or `convert` may well take some. */
const retrieving: ReadonlySet<string> = new Set(
  'get list read view show fetch count status find browse retrieve display download'.split(' '),
);

/** Nothing says that it changes anything: is there anything that says that it reads? */
function readOrUnknown(
  readVerb: string | undefined,
  description: DescriptionReading,
  isClaimed: boolean,
): ToolClass {
  const claim = isClaimed ? ['it claims to be read-only'] : [];
  if (readVerb !== undefined) {
    const evidence = [`its name says \`${readVerb}\``, ...claim];
    return description.isForeign
      ? {
          category: 'Read',
          risk: 'medium',
          evidence: [...evidence, 'its description is in another language'],
        }
      : { category: 'Read', risk: 'low', evidence };
  }
  if (description.readVerb !== undefined && !description.isForeign) {
    const evidence = [`its description begins with \`${description.readVerb}\``, ...claim];
    return { category: 'Read', risk: isClaimed ? 'low' : 'medium', evidence };
  }
  return {
    category: 'Write',
    risk: 'medium',
    evidence: [
      isClaimed
        ? 'it claims to be read-only, and nothing else says so'
        : 'nothing says that it only reads, so it counts as a change',
    ],
  };
}

interface Claims {
  readonly isReadOnly: boolean;
  readonly isChanging: boolean;
  readonly isDestructive: boolean;
}

function readClaims({ readOnlyHint, destructiveHint }: JsonObject = {}): Claims {
  return {
    isReadOnly: readOnlyHint === true,
    isChanging: readOnlyHint === false,
    isDestructive: destructiveHint === true && readOnlyHint !== true,
  };
}

function riskOf(
  category: ChangeCategory,
  { words, verbs }: NameReading,
  runs: string | undefined,
): { risk: ToolRisk; why?: string } {
  const wordOf = (set: ReadonlySet<string>) => words.find((word) => set.has(word));
  switch (category) {
    case 'Write': {
      const sent = verbs.find((verb) => outward.has(verb));
      if (sent !== undefined) return { risk: 'high', why: `what it does reaches others (\`${sent}\`)` };
      const right = wordOf(ofAccess);
      if (right !== undefined) return { risk: 'high', why: `it changes who may do what (\`${right}\`)` };
      const way = wordOf(ofRouting);
      return way === undefined
        ? { risk: 'medium' }
        : { risk: 'high', why: `it changes where messages or traffic go (\`${way}\`)` };
    }
    case 'Execute':
      return runs === undefined
        ? { risk: 'high' }
        : { risk: 'critical', why: `it runs whatever \`${runs}\` says` };
    case 'Destructive': {
      const much = wordOf(sweeping) ?? wordOf(containers);
      return much === undefined
        ? { risk: 'high' }
        : { risk: 'critical', why: `much is lost at once (\`${much}\`)` };
    }
    case 'Financial': {
      const paid = wordOf(sweeping);
      return paid === undefined
        ? { risk: 'high' }
        : { risk: 'critical', why: `money moves at once (\`${paid}\`)` };
    }
  }
}

/** The same thing said twice is said once. */
function unique(found: readonly Evidence[]): Evidence[] {
  return found.filter(({ why }, at) => found.findIndex((it) => it.why === why) === at);
}
