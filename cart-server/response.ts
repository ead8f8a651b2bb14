import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { decimalOf, type Money } from '../contract/money.ts';
import { ShopFault } from './outcome.ts';
import type { ShownMoney } from './parse/money.ts';
import type { ToolResult } from './tool.ts';

/** The result as MCP carries it: words for a model, the same as data, and an error flag for everything but `ok`. */
export function toCallToolResult(result: ToolResult): CallToolResult {
  return {
    content: [{ type: 'text', text: result.text ? `${result.message}\n${result.text}` : result.message }],
    structuredContent: { outcome: result.outcome, message: result.message, ...result.data },
    isError: result.outcome !== 'ok',
  };
}

export function wrongArguments(message: string): CallToolResult {
  return { content: [{ type: 'text', text: `the arguments do not fit: ${message}` }], isError: true };
}

/**
 * A fault of the shop as a result; anything else is a defect and is thrown on. `visit`: of a tool that changes the
 * cart, as far as it came; before its click nothing was spent, whatever else went wrong.
 */
export function toResult(error: unknown, visit?: { isCommitted(): boolean } | 'not begun'): ToolResult {
  if (!(error instanceof ShopFault)) throw error;
  const isUntouched = visit === 'not begun' || visit?.isCommitted() === false;
  const data = { ...(isUntouched && { spent: '0.00' }), ...error.details };
  return { outcome: error.outcome, message: error.message, ...choicesIn(error), data };
}

/** Many clients show a model the text alone: what it may choose from has to stand there too. */
function choicesIn({ details }: ShopFault): { readonly text?: string } {
  const choices = variants.safeParse(details['choices']);
  return choices.success ? { text: choices.data.map((it) => `${it.asin}  ${it.label}`).join('\n') } : {};
}

const variants = z.array(z.object({ asin: z.string(), label: z.string() })).min(1);

export interface AmountData extends Money {
  /** Exact decimal. */
  readonly amount: string;
}

export function amountData({ amountMinor, currency }: Money): AmountData {
  return { amount: decimalOf({ amountMinor, currency }), amountMinor, currency };
}

/** A price as data: exact, with its currency, and as it stood on the page. */
export function priceData(price: ShownMoney | null): (AmountData & { readonly text: string }) | null {
  return price && { ...amountData(price), text: price.text };
}
