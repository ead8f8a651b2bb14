import type { Problem } from '../../contract/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../contract/json.ts';
import type { PolicyDocument } from '../../contract/policy-document.ts';
import {
  importIntercept,
  type ImportedPolicy,
  type NotCarried,
} from '../policy/intercept/import-intercept.ts';
import { PlainText } from '../policy/intercept/plain-text.ts';
import { readYaml } from '../policy/intercept/read-yaml.ts';
import { parsePolicy } from '../policy/parse.ts';

/** A policy file, sorted by dialect; what is wrong with a document of our own is for the parser to say. */
export type PolicyText =
  | { readonly kind: 'unreadable'; readonly problems: readonly string[] }
  | { readonly kind: 'checkstand'; readonly value: JsonObject }
  | { readonly kind: 'intercept'; readonly imported: ImportedPolicy };

/** Reads JSON or YAML in any dialect that is known here. Never throws. */
export function readPolicyText(source: string): PolicyText {
  const text = source.replace(/^\uFEFF/, '');
  const isJson = /^\s*\{/.test(text);
  const read = isJson ? readJson(text) : readYaml(text);
  if (!read.ok) return { kind: 'unreadable', problems: read.problems };
  const value = plain(read.value);
  if (!isJsonObject(value)) {
    return { kind: 'unreadable', problems: ['it holds no policy: expected names with values'] };
  }
  return isIntercept(value, isJson)
    ? { kind: 'intercept', imported: importIntercept(text) }
    : { kind: 'checkstand', value };
}

export interface PolicyImport {
  readonly dialect: 'checkstand' | 'intercept';
  /** Null when it cannot be accepted: then `problems` says why. */
  readonly document: PolicyDocument | null;
  readonly problems: readonly Problem[];
  readonly notCarried: readonly NotCarried[];
}

/** Reads a policy of any dialect as a document of our own. */
export function importPolicy(text: string): PolicyImport {
  const read = readPolicyText(text);
  switch (read.kind) {
    case 'unreadable': {
      const problems = read.problems.map((message) => ({ pointer: '', message }));
      return { dialect: 'checkstand', document: null, problems, notCarried: [] };
    }
    case 'checkstand': {
      const parsed = parsePolicy(read.value);
      return parsed.ok
        ? { dialect: 'checkstand', document: parsed.policy.document, problems: [], notCarried: [] }
        : { dialect: 'checkstand', document: null, problems: parsed.problems, notCarried: [] };
    }
    case 'intercept': {
      const { imported } = read;
      return imported.ok
        ? {
            dialect: 'intercept',
            document: imported.document,
            problems: [],
            notCarried: imported.notCarried,
          }
        : { dialect: 'intercept', document: null, problems: imported.problems, notCarried: [] };
    }
  }
}

type Read =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problems: readonly string[] };

function readJson(text: string): Read {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    return {
      ok: false,
      problems: [`it is not JSON: ${error instanceof Error ? error.message : String(error)}`],
    };
  }
}

const ownFields = ['timezone', 'all_tools', 'examples'];

/** Its tools hold a list of `rules` and nothing else. YAML that could be either is of the dialect that is written so. */
function isIntercept(policy: JsonObject, isJson: boolean): boolean {
  const tools = isJsonObject(policy['tools']) ? Object.values(policy['tools']) : [];
  const isMarked =
    Object.hasOwn(policy, 'approvals') || tools.some((it) => isJsonObject(it) && Object.hasOwn(it, 'rules'));
  if (isMarked || isJson) return isMarked;
  const isOwn =
    ownFields.some((name) => Object.hasOwn(policy, name)) ||
    tools.some((it) => isJsonObject(it) && Object.keys(it).length > 0);
  return !isOwn;
}

/** The values alone, without how they were written. */
function plain(value: unknown): JsonValue {
  if (value instanceof PlainText) return value.value; // a scalar
  if (Array.isArray(value)) return value.map(plain);
  if (!isJsonObject(value)) return value as JsonValue; // of JSON or YAML: nothing else is left
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}
