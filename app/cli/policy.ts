import { readFileSync } from 'node:fs';
import { isJsonObject } from '../../contract/json.ts';
import { parsePolicy } from '../../gateway/policy/parse.ts';
import { UsageError } from '../usage-error.ts';
import { oneWord } from './arguments.ts';
import type { Command } from './command.ts';

/** `policy check FILE`. */
export const policyCommands: Readonly<Record<string, Command>> = {
  async check({ words, print }) {
    const path = oneWord(words, 'the file');
    const parsed = parsePolicy(readJsonObject(path));
    const problems = parsed.ok ? [] : parsed.problems;
    const text = problems.map(({ pointer, message }) => `${path}#${pointer}: ${message}`).join('\n');
    print({ ok: parsed.ok, problems }, text || 'the policy is fine');
    return parsed.ok ? 0 : 1;
  },
};

function readJsonObject(path: string) {
  let text: string;
  try {
    text = path === '-' ? readFileSync(0, 'utf8') : readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(
      `cannot read \`${path}\`: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(
      `\`${path}\` is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (!isJsonObject(value)) throw new UsageError(`\`${path}\` holds no JSON object`);
  return value;
}
