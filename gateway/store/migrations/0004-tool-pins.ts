/** The definition of a tool as it was when it was first allowed. */
export const toolPins = `
CREATE TABLE tool_pins (
  upstream TEXT NOT NULL,
  tool TEXT NOT NULL,
  definition TEXT NOT NULL,
  pinned_at INTEGER NOT NULL,
  PRIMARY KEY (upstream, tool)
) STRICT, WITHOUT ROWID;
`;
