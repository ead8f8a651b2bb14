import { canonicalJson, isJsonObject, type JsonObject, type JsonValue } from '../../../contract/json.ts';

/**
 * A draft that began on `base`, on top of what is saved now: each part that the draft changed is the draft's, all
 * others are as they were saved meanwhile. Tools count one by one, everything else by field.
 */
export function rebase(base: JsonObject, draft: JsonObject, saved: JsonObject): JsonObject {
  const { tools: toolsThen, ...fieldsThen } = base;
  const { tools: toolsDrafted, ...fieldsDrafted } = draft;
  const { tools: toolsNow, ...fieldsNow } = saved;
  const tools = merged(objectOf(toolsThen), objectOf(toolsDrafted), objectOf(toolsNow));
  const hasTools = Object.keys(tools).length > 0 || toolsDrafted !== undefined || toolsNow !== undefined;
  return { ...merged(fieldsThen, fieldsDrafted, fieldsNow), ...(hasTools && { tools }) };
}

/** The parts that both a draft and somebody else changed since `base`, and not alike. */
export function collisions(base: JsonObject, draft: JsonObject, saved: JsonObject): readonly string[] {
  const parts = (document: JsonObject) => {
    const { tools, ...fields } = document;
    return new Map(
      Object.entries(fields).concat(Object.entries(objectOf(tools)).map(([k, v]) => [`tools/${k}`, v])),
    );
  };
  const [then, mine, theirs] = [parts(base), parts(draft), parts(saved)];
  return [...new Set([...mine.keys(), ...theirs.keys()])].filter((name) => {
    const [a, b, c] = [then.get(name), mine.get(name), theirs.get(name)];
    return !isSame(a, b) && !isSame(a, c) && !isSame(b, c);
  });
}

function merged(then: JsonObject, drafted: JsonObject, now: JsonObject): JsonObject {
  const names = [...new Set([...Object.keys(now), ...Object.keys(drafted)])];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = isSame(memberOf(then, name), memberOf(drafted, name))
        ? memberOf(now, name)
        : memberOf(drafted, name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

export function isSame(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true;
  return a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b);
}

function memberOf(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
