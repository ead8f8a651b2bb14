import { z } from 'zod';
import { jsonValue } from './json.ts';
import { toolCategory, toolRisk } from './model.ts';
import { toolRule } from './policy-document.ts';

/** Something in a definition that may be meant for the model and not for the person. Pinned. */
export const textFindingCode = z.enum([
  'invisible',
  'bidi',
  'tag_characters',
  'control_characters',
  'mixed_script',
  'override',
  'secrecy',
  'asks_for_secrets',
  'other_tool',
  'calls_first',
  'sends_elsewhere',
  'encoded',
  'hidden_markup',
  'padding',
  'too_long',
]);
export type TextFindingCode = z.infer<typeof textFindingCode>;

/** `note`: worth knowing; `warning`: seldom harmless; `alarm`: no honest definition has it. */
export const textFindingLevel = z.enum(['note', 'warning', 'alarm']);
export type TextFindingLevel = z.infer<typeof textFindingLevel>;

export const textFinding = z.object({
  code: textFindingCode,
  level: textFindingLevel,
  /** JSON pointer into the definition. */
  where: z.string(),
  /** What it is, in words. */
  text: z.string(),
  /** The place itself, with what cannot be seen made visible. */
  excerpt: z.string(),
});
export type TextFinding = z.infer<typeof textFinding>;

/** The ways in which access of some kind is turned against its owner. Pinned. */
export const attackPatternId = z.enum([
  'runaway_loop',
  'poisoned_description',
  'swapped_definition',
  'confused_deputy',
  'instructions_in_results',
  'exfiltration',
  'leaked_credentials',
]);
export type AttackPatternId = z.infer<typeof attackPatternId>;

export const attackPattern = z.object({
  id: attackPatternId,
  title: z.string(),
  /** How it goes. */
  how: z.string(),
  /** What Checkstand does against it, and what it does not. */
  here: z.string(),
});
export type AttackPattern = z.infer<typeof attackPattern>;

export const catalogueTool = z.object({
  name: z.string(),
  category: toolCategory,
  risk: toolRisk,
  evidence: z.array(z.string()),
  /** What the policy might say of it, to start with. */
  recommended: z.object({ rule: toolRule, why: z.string() }),
  patterns: z.array(attackPatternId),
  findings: z.array(textFinding),
});
export type CatalogueTool = z.infer<typeof catalogueTool>;

export const grade = z.enum(['A', 'B', 'C', 'D', 'E', 'F']);
export type Grade = z.infer<typeof grade>;
/** From how many points of 100 on each is given. */
export const gradeFrom: Readonly<Record<Grade, number>> = { A: 90, B: 80, C: 65, D: 50, E: 35, F: 0 };

/** All that can be said of an upstream from the definitions of its tools. */
export const catalogueReport = z.object({
  /** Null for a list of tools from a file. */
  upstream: z.string().nullable(),
  /** How much harm an agent could do with it where no policy stands between. */
  grade,
  /** 0 to 100; 100 less the deductions. */
  score: z.int(),
  deductions: z.array(z.object({ points: z.int(), why: z.string() })),
  tools: z.array(catalogueTool),
  /** Those that its tools invite. */
  patterns: z.array(attackPattern),
});
export type CatalogueReport = z.infer<typeof catalogueReport>;

/** One difference between two definitions; without `before` it was added, without `after` taken away. */
export const definitionChange = z.object({
  /** JSON pointer into the definition. */
  pointer: z.string(),
  /** In words: "argument `to` was added". */
  text: z.string(),
  before: jsonValue.optional(),
  after: jsonValue.optional(),
});
export type DefinitionChange = z.infer<typeof definitionChange>;

const toolClass = z.object({ category: toolCategory, risk: toolRisk });

/** A tool whose definition is other than when it was first allowed: it asks until a person accepts the new one. */
export const driftView = z.object({
  upstream: z.string(),
  tool: z.string(),
  /** When the definition was pinned that counts until then. */
  pinnedAt: z.int(),
  /** Of the definition as it is now: what `drift.accept` accepts. */
  definitionHash: z.string(),
  changes: z.array(definitionChange),
  before: toolClass,
  after: toolClass,
  /** Of the definition as it is now. */
  findings: z.array(textFinding),
});
export type DriftView = z.infer<typeof driftView>;
