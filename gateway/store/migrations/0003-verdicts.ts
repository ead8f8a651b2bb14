/** Answers that reach further, changed arguments, groups; what was added and what it took; what clients can bear. */
export const verdicts = `
ALTER TABLE approvals ADD COLUMN session_id TEXT;
ALTER TABLE approvals ADD COLUMN definition_hash TEXT;
ALTER TABLE approvals ADD COLUMN group_id TEXT;
ALTER TABLE approvals ADD COLUMN difference TEXT;
ALTER TABLE approvals ADD COLUMN changes TEXT;
ALTER TABLE approvals ADD COLUMN patch TEXT;
ALTER TABLE approvals ADD COLUMN reach TEXT;

CREATE TABLE remembered (
  id TEXT PRIMARY KEY,
  grant_id TEXT NOT NULL,
  session_id TEXT,
  upstream TEXT NOT NULL,
  tool TEXT NOT NULL,
  definition_hash TEXT,
  rule TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE additions (
  id INTEGER PRIMARY KEY,
  call_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  upstream TEXT NOT NULL,
  grant_id TEXT NOT NULL,
  asin TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  taken TEXT NOT NULL
) STRICT;
CREATE INDEX additions_by_product ON additions (upstream, asin);

CREATE TABLE client_holds (
  client TEXT NOT NULL,
  has_progress INTEGER NOT NULL,
  ms INTEGER NOT NULL,
  PRIMARY KEY (client, has_progress)
) STRICT, WITHOUT ROWID;
`;
