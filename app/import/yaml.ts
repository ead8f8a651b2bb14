import { LineCounter, parseDocument } from 'yaml';

/** More than any configuration of a client has; a parser may take a while over more. */
const maxLength = 1_000_000;

/** Parses YAML into JSON values. Throws with the line, and with nothing of what stands there: it could be a secret. */
export function parseYaml(text: string): unknown {
  if (text.length > maxLength) throw new Error(`it has more than ${maxLength} characters`);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    merge: true,
    stringKeys: true,
    prettyErrors: false,
    uniqueKeys: false, // the parser would compare each with each
    logLevel: 'silent',
  });
  const [error] = document.errors;
  if (error)
    throw new Error(`line ${lines.linePos(error.pos[0]).line}: ${sentences[error.code] ?? 'not YAML'}`);
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  // By way of JSON, so that nothing in it leads back to itself.
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}

const sentences: Readonly<Record<string, string>> = {
  BAD_INDENT: 'the indentation does not fit',
  TAB_AS_INDENT: 'a tab stands where spaces are expected',
  MISSING_CHAR: 'a quote or bracket is not closed',
  MULTIPLE_DOCS: 'a second document begins',
};
