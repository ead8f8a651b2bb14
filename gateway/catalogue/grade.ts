import {
  grade as grades,
  gradeFrom,
  type CatalogueReport,
  type CatalogueTool,
  type Grade,
} from '../../contract/catalogue.ts';
import type { ToolRisk } from '../../contract/model.ts';
import type { ToolTraits } from './tool-traits.ts';

/** What the grade looks at of one tool. */
export interface GradedTool extends Pick<CatalogueTool, 'name' | 'category' | 'risk' | 'findings'> {
  readonly isDescribed: boolean;
  /** It claims to be read-only and is not. */
  readonly isContradicted: boolean;
  /** It runs code or commands of the caller's choice. */
  readonly runsCode: boolean;
  readonly traits: ToolTraits;
}

type Deduction = CatalogueReport['deductions'][number];

/** 100 less what each reason costs; docs/catalogue.md has the same table. No tools: nothing to grade down. */
export function gradeTools(
  tools: readonly GradedTool[],
): Pick<CatalogueReport, 'grade' | 'score' | 'deductions'> {
  const deductions = [
    worst(tools),
    codeRunners(tools),
    breadth(tools),
    chain(tools),
    undescribed(tools),
    contradictions(tools),
    findings(tools, 'warning', 5, 20),
    findings(tools, 'alarm', 70, 70),
  ].filter((it) => it !== undefined);
  const score = Math.max(0, 100 - deductions.reduce((sum, { points }) => sum + points, 0));
  return { grade: gradeOf(score), score, deductions };
}

function gradeOf(score: number): Grade {
  return grades.options.find((it) => score >= gradeFrom[it]) ?? 'F';
}

const cost: Readonly<Record<ToolRisk, number>> = { low: 0, medium: 5, high: 15, critical: 25 };

function worst(tools: readonly GradedTool[]): Deduction | undefined {
  const [gravest] = tools.toSorted((a, b) => cost[b.risk] - cost[a.risk]);
  return gravest && cost[gravest.risk] > 0
    ? { points: cost[gravest.risk], why: `its gravest tool is ${gravest.risk} (\`${gravest.name}\`)` }
    : undefined;
}

function codeRunners(tools: readonly GradedTool[]): Deduction | undefined {
  const runner = tools.find((it) => it.runsCode);
  return runner && { points: 20, why: `it runs whatever it is given (\`${runner.name}\`)` };
}

function breadth(tools: readonly GradedTool[]): Deduction | undefined {
  const kinds = [...new Set(tools.map((it) => it.category).filter((it) => it !== 'Read'))];
  return kinds.length > 1
    ? {
        points: 4 * (kinds.length - 1),
        why: `it changes things in ${kinds.length} ways (${kinds.join(', ')})`,
      }
    : undefined;
}

/** Private data, words of strangers and a way out: together they are enough to lose the first to the second. */
function chain(tools: readonly GradedTool[]): Deduction | undefined {
  const reader = tools.find((it) => it.traits.readsPrivate);
  const bringer = tools.find((it) => it.traits.bringsInText);
  const sender = tools.find((it) => it.traits.sendsOut);
  return reader && bringer && sender
    ? {
        points: 8,
        why: `what it reads (\`${reader.name}\`) can be led out (\`${sender.name}\`) by what strangers write (\`${bringer.name}\`)`,
      }
    : undefined;
}

function undescribed(tools: readonly GradedTool[]): Deduction | undefined {
  const count = tools.filter((it) => !it.isDescribed).length;
  const points = tools.length === 0 ? 0 : Math.round((5 * count) / tools.length);
  return points > 0
    ? { points, why: `${counted(count, 'tool has', 'tools have')} no description` }
    : undefined;
}

function contradictions(tools: readonly GradedTool[]): Deduction | undefined {
  const count = tools.filter((it) => it.isContradicted).length;
  return count > 0
    ? {
        points: Math.min(15, 5 * count),
        why: `${counted(count, 'tool claims', 'tools claim')} to be read-only and ${count === 1 ? 'is' : 'are'} not`,
      }
    : undefined;
}

function findings(
  tools: readonly GradedTool[],
  level: 'warning' | 'alarm',
  each: number,
  most: number,
): Deduction | undefined {
  const found = tools.filter((it) => it.findings.some((finding) => finding.level === level));
  const [first] = found;
  return (
    first && {
      points: Math.min(most, each * found.length),
      why: `${counted(found.length, 'definition holds', 'definitions hold')} ${level === 'alarm' ? 'what no honest one holds' : 'something doubtful'} (\`${first.name}\`)`,
    }
  );
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
