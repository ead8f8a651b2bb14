import { z } from 'zod';
import { isJsonObject, type JsonObject } from '../contract/json.ts';
import { outcome, type Outcome } from './outcome.ts';
import type { Shop } from './shop.ts';
import type { ExpectedOffer } from './tools/expected.ts';
import type { Browser } from './browser/browser.ts';

/** What a tool's function may use. */
export interface ToolContext {
  readonly shop: Shop;
  readonly browser: Browser;
  readonly signal: AbortSignal;
  /** Whether the client hears of progress. */
  readonly isFollowed: boolean;
  /** What was approved of the offer, when the caller said so. */
  readonly expected?: ExpectedOffer | undefined;
  progress(message: string): void;
}

/** How a call ended, in words and in data. `text` is what a model reads beyond the message. */
export interface ToolResult {
  readonly outcome: Outcome;
  readonly message: string;
  readonly text?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A tool is data plus one function. */
export interface ToolSpec<Input extends z.ZodObject, Output extends z.ZodRawShape> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly kind: ToolKind;
  readonly input: Input;
  /** Beside `outcome` and `message`, which every result has. Optional: a failed call may lack it. */
  readonly output: Output;
  handle(input: z.output<Input>, context: ToolContext): Promise<ToolResult>;
}

/**
 * What a tool does to the cart: nothing, something that adds up when repeated, something that stays the same when
 * repeated, or taking something away.
 */
export type ToolKind = 'read' | 'change' | 'set' | 'remove';

export interface Tool {
  readonly name: string;
  /** As `tools/list` shows it. */
  readonly definition: JsonObject;
  /** Checks the arguments, then runs it; a wrong argument is a message, not an exception. */
  call(
    args: Readonly<Record<string, unknown>>,
    context: ToolContext,
  ): Promise<ToolResult | { readonly wrongArguments: string }>;
}

export function defineTool<Input extends z.ZodObject, Output extends z.ZodRawShape>(
  spec: ToolSpec<Input, Output>,
): Tool {
  const input = spec.input.strict();
  const output = z.looseObject({ ...everyResult, ...spec.output });
  return {
    name: spec.name,
    definition: {
      name: spec.name,
      title: spec.title,
      description: spec.description,
      inputSchema: toJsonSchema(input, 'input'),
      outputSchema: toJsonSchema(output, 'output'),
      annotations: annotationsOf(spec.kind, spec.title),
    },
    call: async (args, context) => {
      const parsed = input.safeParse(args);
      if (!parsed.success) return { wrongArguments: z.prettifyError(parsed.error) };
      return spec.handle(parsed.data as z.output<Input>, context); // strict() keeps the members, not the type
    },
  };
}

/** What every result may carry; the last three only when a page stood in the way. */
const everyResult = {
  outcome,
  message: z.string().describe('what happened and what to do, in words'),
  page: z.string().optional().describe('path of the page that could not be used'),
  part: z.string().optional().describe('the part of it that could not be read'),
  snapshot: z.string().optional().describe('where a redacted copy of that page is kept for the person'),
  retryAfterSeconds: z.int().optional().describe('how long the shop is left alone after a robot check'),
  wall: z.string().optional().describe('the kind of robot check'),
};

/** The one place that says what a kind of tool may do. No tool here places an order. */
function annotationsOf(kind: ToolKind, title: string): JsonObject {
  return {
    title,
    readOnlyHint: kind === 'read',
    destructiveHint: kind === 'remove',
    idempotentHint: kind !== 'change',
    openWorldHint: true,
  };
}

function toJsonSchema(schema: z.ZodObject, io: 'input' | 'output'): JsonObject {
  const json: unknown = JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io })));
  if (!isJsonObject(json)) throw new Error('a tool schema must be an object');
  delete json['$schema'];
  return json;
}
