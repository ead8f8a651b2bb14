import type { TextFinding } from '../../contract/catalogue.ts';
import { isJsonObject, type JsonValue } from '../../contract/json.ts';
import type { ToolDefinition } from '../../contract/model.ts';
import { scanCharacters } from './scan-characters.ts';
import { scanEncoded } from './scan-encoded.ts';
import { scanOtherTools, type Neighbours } from './scan-other-tools.ts';
import { scanPhrases } from './scan-phrases.ts';
import { plainText } from '../../contract/visible-text.ts';

export type ScannedTool = Pick<
  ToolDefinition,
  'name' | 'title' | 'description' | 'inputSchema' | 'outputSchema' | 'annotations'
>;

/**
 * Looks through every text of a definition for what is meant for the model and not for the person. What is found is
 * shown; nothing is taken out of the definition. The gravest come first.
 */
export function scanDefinition(
  tool: ScannedTool,
  neighbours: Neighbours = { own: [], others: [] },
): TextFinding[] {
  const { name, title, description, inputSchema, outputSchema, annotations } = tool;
  const texts = textsOf({
    name,
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(annotations && { annotations }),
    inputSchema,
    ...(outputSchema !== undefined && { outputSchema }),
  });
  const found = texts.flatMap(({ pointer, text }) =>
    scanText(text, tool.name, neighbours).map((it) => ({ ...it, where: pointer })),
  );
  const distinct = found.filter(
    (it, at) => found.findIndex((other) => other.code === it.code && other.where === it.where) === at,
  );
  return distinct.sort((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level)).slice(0, maxFindings);
}

const levels: readonly TextFinding['level'][] = ['alarm', 'warning', 'note'];
const maxFindings = 40;
const maxScanned = 20_000;

function scanText(text: string, tool: string, neighbours: Neighbours): Omit<TextFinding, 'where'>[] {
  const plain = plainText(text.slice(0, maxScanned));
  return [
    ...scanCharacters(text.slice(0, maxScanned)),
    ...scanPhrases(plain),
    ...scanOtherTools(plain, tool, neighbours),
    ...scanEncoded(plain),
    ...tooLong(text),
  ];
}

function tooLong(text: string): Omit<TextFinding, 'where'>[] {
  const { length } = text;
  if (length <= 4_000) return [];
  const excerpt = `${length} characters`;
  return length <= maxScanned
    ? [{ code: 'too_long', level: 'note', text: 'is longer than anybody reads', excerpt }]
    : [{ code: 'too_long', level: 'warning', text: 'is too long to be looked through as a whole', excerpt }];
}

interface PlacedText {
  readonly pointer: string;
  readonly text: string;
}

const maxTexts = 5_000;

/** Every text with its place: values, and the names of arguments too. Without recursion: depth costs no stack. */
function textsOf(definition: JsonValue): PlacedText[] {
  const texts: PlacedText[] = [];
  const open: { pointer: string; value: JsonValue }[] = [{ pointer: '', value: definition }];
  // What is found on the way is appended to the list that is walked.
  for (const { pointer, value } of open) {
    if (texts.length >= maxTexts) break;
    if (typeof value === 'string') texts.push({ pointer, text: value });
    else if (Array.isArray(value))
      value.forEach((it, at) => open.push({ pointer: `${pointer}/${at}`, value: it }));
    else if (isJsonObject(value)) {
      for (const [key, inner] of Object.entries(value)) {
        const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        if (key.length > 60 || /[^\w$.-]/.test(key)) texts.push({ pointer: at, text: key });
        open.push({ pointer: at, value: inner });
      }
    }
  }
  return texts;
}
