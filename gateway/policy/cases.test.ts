import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { simulate } from './examples.ts';
import { parsePolicy } from './parse.ts';
import type { AssumedFacts } from '../../contract/policy-document.ts';
import type { JsonObject } from '../../contract/json.ts';

/** The policy language by example. `expected` names what matters: members that it does not name may be anything. */
interface Case {
  readonly description: string;
  readonly policy: JsonObject | null;
  readonly call: { readonly tool: string; readonly args: JsonObject };
  readonly facts?: AssumedFacts;
  readonly expected: JsonObject;
}

const folder = new URL('./cases/', import.meta.url);

for (const file of readdirSync(folder)) {
  describe(file, () => {
    const cases = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as readonly Case[]; // our own data
    test.each(cases.map((it) => [it.description, it] as const))('%s', (_description, it) => {
      const { decision, ...rest } = simulate(compiled(it.policy), { ...it.call, facts: it.facts });
      expect({ ...decision, ...rest }).toMatchObject(it.expected);
    });
  });
}

function compiled(policy: JsonObject | null) {
  if (policy === null) return undefined;
  const parsed = parsePolicy(policy);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}
