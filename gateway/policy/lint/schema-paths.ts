import { isJsonObject, type JsonValue } from '../../../contract/json.ts';

/** What a tool's input schema says of an argument. `unknown`: the schema leaves it open or is beyond this reading. */
export type ArgumentStatus =
  | { readonly kind: 'required' | 'unknown' }
  | { readonly kind: 'optional'; readonly default: JsonValue | undefined }
  | { readonly kind: 'absent'; readonly name: string; readonly known: readonly string[] };

/** Follows the names after `args.` through `properties` and `items`; anything cleverer in the schema is `unknown`. */
export function argumentStatus(schema: unknown, segments: readonly string[]): ArgumentStatus {
  let here: unknown = schema;
  let isRequired = true;
  let fallback: JsonValue | undefined;
  for (const [depth, segment] of segments.entries()) {
    if (!isJsonObject(here) || beyond.some((word) => Object.hasOwn(here as object, word))) return unknown;
    const { type, items } = here;
    if (type === 'array' || (type === undefined && items !== undefined)) {
      if (segment !== '*') isRequired = false; // a list may be shorter
      fallback = undefined;
      here = items;
      continue;
    }
    const { properties, required, additionalProperties, patternProperties } = here;
    if (segment === '*' || (type !== undefined && type !== 'object')) return unknown;
    if (!isJsonObject(properties)) return unknown;
    if (!Object.hasOwn(properties, segment)) {
      const isOpen = patternProperties !== undefined || isJsonObject(additionalProperties);
      return isOpen || additionalProperties === true
        ? unknown
        : { kind: 'absent', name: segment, known: Object.keys(properties) };
    }
    here = properties[segment];
    isRequired &&= Array.isArray(required) && required.includes(segment);
    fallback = depth === segments.length - 1 && isJsonObject(here) ? here['default'] : undefined;
  }
  return isRequired ? { kind: 'required' } : { kind: 'optional', default: fallback };
}

const unknown = { kind: 'unknown' } as const;
const beyond = ['$ref', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'dependentSchemas', 'dependencies'];
