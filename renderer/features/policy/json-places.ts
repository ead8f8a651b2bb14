import { jsonLanguage } from '@codemirror/lang-json';
import type { SyntaxNode, Tree } from '@lezer/common';
import { pathOfPointer, pointerOf } from '../../lib/policy/json-path.ts';

/** A stretch of the text. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

const valueNames = new Set(['Object', 'Array', 'String', 'Number', 'True', 'False', 'Null']);

export function parseTree(text: string): Tree {
  return jsonLanguage.parser.parse(text);
}

/** The value of a node's place: what stands after the colon, or the entry itself. */
export function valueOf(node: SyntaxNode): SyntaxNode | null {
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (valueNames.has(child.name)) return child;
  return null;
}

/** The name of a property as JSON reads it. */
export function nameOf(property: SyntaxNode, text: string): string {
  const name = property.firstChild;
  return name?.name === 'PropertyName' ? unquoted(text.slice(name.from, name.to)) : '';
}

export function unquoted(literal: string): string {
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === 'string' ? value : literal;
  } catch {
    return literal.replace(/^"|"$/g, '');
  }
}

export function childrenOf(node: SyntaxNode, name?: string): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (name === undefined ? valueNames.has(child.name) : child.name === name) children.push(child);
  }
  return children;
}

/**
 * Where a JSON pointer leads in the text: the value there, or the name alone when the value is an object or a list
 * (a whole rule underlined would say nothing). What is not there is found at the nearest place around it.
 */
export function rangeOfPointer(tree: Tree, text: string, pointer: string): Range {
  let value = valueOf(tree.topNode);
  let named: SyntaxNode | null = null;
  for (const step of pathOfPointer(pointer)) {
    const next = value && stepInto(value, step, text);
    if (!next) break;
    ({ value, named } = next);
  }
  if (named && (!value || value.name === 'Object' || value.name === 'Array')) return rangeOf(named);
  if (!value) return { from: 0, to: Math.min(1, text.length) };
  // Of a whole object in a list, its opening brace.
  return value.name === 'Object' || value.name === 'Array'
    ? { from: value.from, to: value.from + 1 }
    : rangeOf(value);
}

function stepInto(
  value: SyntaxNode,
  step: string,
  text: string,
): { value: SyntaxNode | null; named: SyntaxNode | null } | undefined {
  if (value.name === 'Array') {
    const entry = childrenOf(value)[Number(step)];
    return entry && { value: entry, named: null };
  }
  // Of a name that is there twice, the last one counts.
  const property = childrenOf(value, 'Property').findLast((it) => nameOf(it, text) === step);
  return property && { value: valueOf(property), named: property.firstChild };
}

function rangeOf({ from, to }: SyntaxNode): Range {
  return { from, to };
}

/** The pointer of the innermost place that a position is in. */
export function pointerAt(tree: Tree, text: string, position: number): string {
  const steps: (string | number)[] = [];
  for (let node: SyntaxNode | null = tree.resolveInner(position, -1); node; node = node.parent) {
    if (node.name === 'Property') steps.unshift(nameOf(node, text));
    else if (node.parent?.name === 'Array' && valueNames.has(node.name)) {
      const { from } = node;
      steps.unshift(childrenOf(node.parent).findIndex((it) => it.from === from));
    }
  }
  return pointerOf(steps);
}

/** Something in the text that JSON itself has a say in. */
export interface TextProblem extends Range {
  readonly message: string;
}

/** The first place where the text is no JSON; undefined when it is. */
export function syntaxProblem(tree: Tree, text: string): TextProblem | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? plainMessage(error.message) : 'not JSON';
    let found: Range | undefined;
    tree.iterate({
      enter(node) {
        if (node.type.isError && !found) found = { from: node.from, to: node.to };
        return found === undefined;
      },
    });
    const { from, to } = found ?? { from: text.length, to: text.length };
    return {
      from: Math.min(from, Math.max(0, text.length - 1)),
      to: Math.max(to, Math.min(from + 1, text.length)),
      message,
    };
  }
}

/** Browsers add an excerpt and a position to the message: the squiggle says it better. */
function plainMessage(message: string): string {
  const [first = message] = message.split(/ in JSON| \(line| at position|, "/);
  return `not JSON: ${first.replace(/^JSON\.parse: /, '').replace(/^./, (it) => it.toLowerCase())}`;
}

/** Names that an object holds twice: JSON keeps the last and drops the others silently. */
export function repeatedNames(tree: Tree, text: string): TextProblem[] {
  const problems: TextProblem[] = [];
  tree.iterate({
    enter(node) {
      if (node.name !== 'Object') return;
      const last = new Map<string, SyntaxNode>();
      for (const property of childrenOf(node.node, 'Property')) {
        const name = nameOf(property, text);
        const before = last.get(name)?.firstChild;
        if (before) {
          const message = `\`${name}\` stands here twice; only the last one counts`;
          problems.push({ from: before.from, to: before.to, message });
        }
        last.set(name, property);
      }
    },
  });
  return problems;
}
