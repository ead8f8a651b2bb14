import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { RE2JS } from 're2js';
import type { JsonObject } from '../../contract/json.ts';
import type { ToolDefinition } from '../../contract/model.ts';

// Schemas come from upstreams: their patterns run in linear time, like the policy's.
const linearRegExp = Object.assign(
  (pattern: string) => {
    const compiled = RE2JS.compile(pattern);
    return { test: (text: string) => compiled.matcher(text).find() };
  },
  { code: 'linearRegExp' },
);

const mostKept = 500;

/**
 * Says what is wrong with a call's arguments by the tool's own input schema, in words; undefined when they fit. A
 * person is not asked about a call that cannot work. A schema that does not compile checks nothing: the upstream will.
 */
export type ArgumentCheck = (definition: ToolDefinition, args: JsonObject) => string | undefined;

export function createArgumentCheck(): ArgumentCheck {
  /** By the hash of the definition, compiled when first needed; null for a schema that cannot be compiled. */
  const compiled = new Map<string, ValidateFunction | null>();

  function validatorOf({ definitionHash, inputSchema }: ToolDefinition): ValidateFunction | null {
    const known = compiled.get(definitionHash);
    if (known !== undefined) return known;
    if (compiled.size >= mostKept) compiled.clear();
    const validate = compile(inputSchema);
    compiled.set(definitionHash, validate);
    return validate;
  }

  return (definition, args) => {
    const validate = validatorOf(definition);
    if (!validate || validate(args)) return undefined;
    const [first] = validate.errors ?? [];
    const where = first?.instancePath.slice(1).replaceAll('/', '.');
    return `${where ? `\`${where}\` ` : ''}${first?.message ?? 'not valid'}`;
  };
}

function compile(inputSchema: JsonObject): ValidateFunction | null {
  // `$id` and `$schema` are the upstream's: an id twice, or a draft unknown here, must not stop the check.
  const { $id: _id, $schema: _schema, ...schema } = inputSchema;
  try {
    return new Ajv2020({ strict: false, validateFormats: false, code: { regExp: linearRegExp } }).compile(
      schema,
    );
  } catch {
    return null;
  }
}
