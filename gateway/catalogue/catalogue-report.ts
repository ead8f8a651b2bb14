import type { CatalogueReport, CatalogueTool } from '../../contract/catalogue.ts';
import type { ToolDefinition } from '../../contract/model.ts';
import { attackPatterns, patternsOf } from './attack-patterns.ts';
import { contradiction } from './classify-tool.ts';
import { gradeTools, type GradedTool } from './grade.ts';
import { readSchema } from './read-schema.ts';
import { recommendedRule } from './recommend.ts';
import { scanDefinition } from './scan-definition.ts';
import { traitsOf } from './tool-traits.ts';

/** All that the definitions of an upstream's tools say. Pure. `otherTools` are names of tools of other upstreams. */
export function catalogueReport(
  upstream: string | null,
  tools: readonly ToolDefinition[],
  otherTools: readonly string[] = [],
): CatalogueReport {
  const neighbours = { own: tools.map((it) => it.name), others: otherTools };
  const looked = tools.map((tool) => lookAt(tool, neighbours));
  const invited = new Set(looked.flatMap((it) => it.shown.patterns));
  return {
    upstream,
    ...gradeTools(looked.map((it) => it.graded)),
    tools: looked.map((it) => it.shown),
    patterns: attackPatterns.filter(({ id }) => invited.has(id)),
  };
}

function lookAt(
  tool: ToolDefinition,
  neighbours: Parameters<typeof scanDefinition>[1],
): { shown: CatalogueTool; graded: GradedTool } {
  const { name, category, risk, evidence, description = '', inputSchema } = tool;
  const findings = scanDefinition(tool, neighbours);
  const traits = traitsOf(tool);
  return {
    shown: {
      name,
      category,
      risk,
      evidence,
      recommended: recommendedRule(tool, findings),
      patterns: patternsOf(tool, traits, findings),
      findings,
    },
    graded: {
      name,
      category,
      risk,
      findings,
      traits,
      isDescribed: description.trim() !== '',
      isContradicted: evidence.includes(contradiction),
      runsCode: readSchema(inputSchema, false).runs !== undefined,
    },
  };
}
