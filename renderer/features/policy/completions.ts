import {
  snippet,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import type { SyntaxNode } from '@lezer/common';
import { isJsonObject } from '../../../contract/json.ts';
import type { ToolDefinition } from '../../../contract/model.ts';
import { optionOf, pathOptions, type PathOption } from '../../lib/policy/path-options.ts';
import { shapeAt, type Shape, type ValueSource } from './document-shape.ts';
import { childrenOf, nameOf, unquoted, valueOf } from './json-places.ts';

type Path = readonly (string | number)[];

/** What may be written at the cursor: fields, words, tools, their arguments. */
export function policyCompletions(tools: () => readonly ToolDefinition[]) {
  return (context: CompletionContext): CompletionResult | null => {
    const text = context.state.doc.toString();
    const place = placeAt(syntaxTree(context.state).resolveInner(context.pos, -1), text, context.pos);
    if (!place || (!context.explicit && !place.isBegun)) return null;
    const options = place.kind === 'name' ? namesFor(place, tools(), text) : valuesFor(place, tools(), text);
    if (options.length === 0) return null;
    // What is typed is compared without its quotes; applying puts them.
    const isQuoted = text[place.from] === '"';
    return { from: isQuoted ? place.from + 1 : place.from, options, validFor: /^[^"\n]*$/ };
  };
}

interface Place {
  readonly kind: 'name' | 'value';
  /** Of the object whose name is written, or of the value. */
  readonly path: Path;
  readonly from: number;
  readonly to: number;
  /** Something stands there already. */
  readonly isBegun: boolean;
  /** Names that the object has. */
  readonly taken: readonly string[];
  /** A colon follows already. */
  readonly hasColon: boolean;
  readonly object: SyntaxNode | null;
}

function placeAt(node: SyntaxNode, text: string, pos: number): Place | undefined {
  // A name or text that is not closed yet is an error inside of where it stands.
  const at = node.type.isError ? (node.parent ?? node) : node;
  const isLiteral = ['PropertyName', 'String', 'Number', 'True', 'False', 'Null'].includes(at.name);
  const unclosed = isLiteral ? undefined : unclosedText(text, pos);
  const from = isLiteral ? at.from : (unclosed ?? pos);
  const to = isLiteral ? at.to : pos;
  const isBegun = isLiteral || unclosed !== undefined;
  if (isLiteral && pos <= at.from) return undefined;
  const inner = { from, to, isBegun };
  const holder = isLiteral ? at.parent : at;
  if (!holder) return undefined;
  if (at.name === 'PropertyName') return namePlace(holder.parent, text, inner, at.from);
  if (holder.name === 'Property') {
    const hasColon = text.slice(holder.firstChild?.to ?? pos, from).includes(':');
    return hasColon
      ? { ...inner, kind: 'value', path: pathOf(holder, text), taken: [], hasColon, object: holder.parent }
      : undefined;
  }
  if (holder.name === 'Array') {
    const index = childrenOf(holder).filter((it) => it.to <= from && it.from !== from).length;
    return {
      ...inner,
      kind: 'value',
      path: [...pathOf(holder, text), index],
      taken: [],
      hasColon: false,
      object: null,
    };
  }
  if (holder.name !== 'Object') return undefined;
  // In an object, after a name and its colon a value is due, else a name.
  const before = childrenOf(holder, 'Property').findLast((it) => it.from < from);
  const isValueDue = before && valueOf(before) === null && /:\s*$/.test(text.slice(before.from, from));
  return isValueDue
    ? { ...inner, kind: 'value', path: pathOf(before, text), taken: [], hasColon: true, object: holder }
    : namePlace(holder, text, inner, from);
}

function namePlace(
  object: SyntaxNode | null,
  text: string,
  inner: Pick<Place, 'from' | 'to' | 'isBegun'>,
  own: number,
): Place | undefined {
  if (object?.name !== 'Object') return undefined;
  const taken = childrenOf(object, 'Property').filter((it) => it.from !== own);
  return {
    ...inner,
    kind: 'name',
    path: pathOf(object, text),
    taken: taken.map((it) => nameOf(it, text)),
    hasColon: /^\s*:/.test(text.slice(inner.to)),
    object,
  };
}

/** Where a text begins that is open at the position: `{ "act|`. */
function unclosedText(text: string, pos: number): number | undefined {
  const start = text.lastIndexOf('\n', pos - 1) + 1;
  const line = text.slice(start, pos);
  const quotes = [...line.matchAll(/(?<!\\)"/g)];
  const last = quotes.at(-1);
  return quotes.length % 2 === 1 && last ? start + last.index : undefined;
}

/** The path of a node's value, from the top. */
function pathOf(node: SyntaxNode, text: string): Path {
  const path: (string | number)[] = [];
  for (let here: SyntaxNode | null = node; here; here = here.parent) {
    if (here.name === 'Property') path.unshift(nameOf(here, text));
    else if (here.parent?.name === 'Array') {
      const { from } = here;
      path.unshift(childrenOf(here.parent).findIndex((it) => it.from === from));
    }
  }
  return path;
}

function namesFor(
  { path, taken, hasColon, object }: Place,
  tools: readonly ToolDefinition[],
  text: string,
): Completion[] {
  const fields = fieldsOf(shapeAt(path), tools, siblingText(ownerOf(object), 'tool', text));
  return fields
    .filter(({ name }) => !taken.includes(name))
    .map(({ name, about, start }) => {
      const written = JSON.stringify(name);
      return {
        label: name,
        type: 'property',
        ...(about !== '' && { info: about }),
        apply: applying(hasColon ? written : `${written}: ${start}`),
      };
    });
}

interface NamedField {
  readonly name: string;
  readonly about: string;
  readonly start: string;
}

function fieldsOf(
  shape: Shape | undefined,
  tools: readonly ToolDefinition[],
  calledTool: string | undefined,
): readonly NamedField[] {
  switch (shape?.kind) {
    case 'object':
      return Object.entries(shape.fields).map(([name, field]) => ({ name, ...field }));
    case 'map':
      return tools.map(({ name, title, description }) => ({
        ...{ name, about: title ?? description ?? '', start: '{ ${} }' },
      }));
    case 'value':
      return shape.values === 'arguments'
        ? argumentsOf(tools.filter((it) => calledTool === undefined || it.name === calledTool))
        : [];
    case 'list':
    case 'words':
    case undefined:
      return [];
  }
}

function argumentsOf(tools: readonly ToolDefinition[]): readonly NamedField[] {
  const fields = new Map<string, NamedField>();
  for (const { inputSchema } of tools) {
    const { properties } = inputSchema;
    if (!isJsonObject(properties)) continue;
    for (const [name, schema] of Object.entries(properties)) {
      const about = isJsonObject(schema) ? schema['description'] : undefined;
      fields.set(name, { name, about: typeof about === 'string' ? about : '', start: '${}' });
    }
  }
  return [...fields.values()];
}

function valuesFor({ path, object }: Place, tools: readonly ToolDefinition[], text: string): Completion[] {
  const shape = shapeAt(path);
  switch (shape?.kind) {
    case 'words':
      return Object.entries(shape.words).map(([word, about]) => literal(word, about));
    case 'value':
      return valuesOf(shape.values, path, tools, siblingText(object, 'path', text));
    case 'object':
    case 'list':
    case 'map':
    case undefined:
      return [];
  }
}

function valuesOf(
  source: ValueSource,
  path: Path,
  tools: readonly ToolDefinition[],
  fact: string | undefined,
): Completion[] {
  switch (source) {
    case 'boolean':
      return [literal(true, ''), literal(false, '')];
    case 'tool':
      return tools.map(({ name, title }) => literal(name, title ?? ''));
    case 'timezone':
      return ['UTC', ...Intl.supportedValuesOf('timeZone')].map((it) => literal(it, ''));
    case 'path':
      return optionsAt(path, tools).map(({ path: it, label, type }) =>
        literal(it, label === it ? type : label),
      );
    case 'condition': {
      const option = fact === undefined ? undefined : optionOf(optionsAt(path, tools), fact);
      return (option?.choices ?? (option?.type === 'boolean' ? [true, false] : [])).map((it) =>
        literal(it, ''),
      );
    }
    case 'arguments':
    case 'any':
      return [];
  }
}

/** Conditions of a tool look at its own arguments, those for every call at anybody's. */
function optionsAt([section, tool]: Path, tools: readonly ToolDefinition[]): readonly PathOption[] {
  const own = section === 'tools' ? tools.filter((it) => it.name === tool) : tools;
  const hasStore = tools.some((it) => it.category === 'Financial');
  return pathOptions(own, section === 'tools', hasStore);
}

/** The object that an object is a member of. */
function ownerOf(object: SyntaxNode | null): SyntaxNode | null {
  return object?.parent?.name === 'Property' ? object.parent.parent : null;
}

/** A text in the same object: the `path` beside a condition's value, the `tool` beside its arguments. */
function siblingText(object: SyntaxNode | null, name: string, text: string): string | undefined {
  if (object?.name !== 'Object') return undefined;
  const property = childrenOf(object, 'Property').find((it) => nameOf(it, text) === name);
  const value = property && valueOf(property);
  return value?.name === 'String' ? unquoted(text.slice(value.from, value.to)) : undefined;
}

function literal(value: string | number | boolean, about: string): Completion {
  return {
    label: String(value),
    type: 'constant',
    ...(about !== '' && { info: about }),
    apply: applying(JSON.stringify(value)),
  };
}

/** Puts a text in place of what is begun, the quotes around it included. */
function applying(template: string): NonNullable<Completion['apply']> {
  return (view, completion, from, to) => {
    const { doc } = view.state;
    const isQuoted = from > 0 && doc.sliceString(from - 1, from) === '"';
    const rest = isQuoted ? /^[^"\n:,{}[\]]*"/.exec(doc.sliceString(to, doc.lineAt(to).to)) : null;
    snippet(template)(view, completion, isQuoted ? from - 1 : from, to + (rest?.[0].length ?? 0));
  };
}
