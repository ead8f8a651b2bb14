/** The first schema. Never edited: a change is a new migration. Times are epoch milliseconds. */
export const initial = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  call_id TEXT,
  opens_call INTEGER NOT NULL DEFAULT 0,
  data TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_call ON events (call_id) WHERE call_id IS NOT NULL;

CREATE TABLE open_calls (call_id TEXT PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ('held', 'in_flight')))
  STRICT, WITHOUT ROWID;

CREATE TABLE grants (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  upstreams TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  rotated_at INTEGER,
  revoked_at INTEGER,
  expires_at INTEGER,
  last_used_at INTEGER,
  client TEXT
) STRICT;
CREATE UNIQUE INDEX grants_live_name ON grants (name) WHERE revoked_at IS NULL;

CREATE TABLE policies (
  upstream TEXT NOT NULL,
  grant_id TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL,
  saved_at INTEGER NOT NULL,
  saved_by TEXT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (upstream, grant_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE approvals (
  id TEXT PRIMARY KEY,
  call_id TEXT NOT NULL,
  grant_id TEXT NOT NULL,
  grant_name TEXT NOT NULL,
  client TEXT,
  upstream TEXT NOT NULL,
  tool TEXT NOT NULL,
  arguments TEXT NOT NULL,
  arguments_hash TEXT NOT NULL,
  pinned_arguments TEXT,
  why TEXT NOT NULL,
  rule TEXT NOT NULL,
  requested_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'denied', 'consumed', 'expired')),
  is_client_waiting INTEGER NOT NULL,
  is_answer_due INTEGER NOT NULL DEFAULT 1,
  preview TEXT NOT NULL,
  goods TEXT,
  verdict TEXT,
  word TEXT,
  resolved_at INTEGER,
  resolved_by TEXT
) STRICT;
CREATE INDEX approvals_due ON approvals (grant_id, upstream, tool, arguments_hash)
  WHERE is_answer_due = 1;

CREATE TABLE counters (
  key TEXT NOT NULL,
  start_at INTEGER NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (key, start_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE hits (id INTEGER PRIMARY KEY, key TEXT NOT NULL, at INTEGER NOT NULL, amount TEXT NOT NULL) STRICT;
CREATE INDEX hits_by_key ON hits (key, at);

CREATE TABLE upstreams (name TEXT PRIMARY KEY, spec TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE pictures (id TEXT PRIMARY KEY, data_uri TEXT NOT NULL, added_at INTEGER NOT NULL)
  STRICT, WITHOUT ROWID;
`;
