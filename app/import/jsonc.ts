/** Parses JSON with comments and trailing commas, as editors write it. Throws as `JSON.parse` does. */
export function parseJsonc(text: string): unknown {
  // Strings are matched first, so that what looks like a comment or a comma in one stays.
  const withoutComments = text
    .replace(/^\uFEFF/, '')
    .replaceAll(
      /("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
      (_all, string: string | undefined) => string ?? ' ',
    );
  const plain = withoutComments.replaceAll(
    /("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g,
    (_all, string: string | undefined) => string ?? '',
  );
  return JSON.parse(plain);
}
