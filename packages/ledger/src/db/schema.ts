/**
 * Tables of the ledger database. Only `entry` is the log; everything else can be erased (vault, subjects) or rebuilt
 * (checkpoints from the log folder, open calls from the entries).
 */

/** Raised with every change of the tables. A later version is refused. */
export const SCHEMA_VERSION = 2;

/** Versions that can be opened: 1 lacks the table `sealed`, which opening for writing adds. */
export const READABLE_VERSIONS: ReadonlySet<unknown> = new Set([1, SCHEMA_VERSION]);

/**
 * Since version 2: what version 1 kept in `vault`. By index, in a table with row ids: in one without, rows of a
 * kilobyte spill over into a page each.
 */
export const SEALED = `
CREATE TABLE sealed (
  idx         INTEGER PRIMARY KEY,
  dek         BLOB NOT NULL,
  subjects    TEXT NOT NULL,
  disclosures BLOB NOT NULL
) STRICT;
`;

export const SCHEMA = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

-- One row per leaf. idx is dense from 0; (writer, n) makes a re-sent record the same row.
CREATE TABLE entry (
  idx    INTEGER PRIMARY KEY,
  id     TEXT NOT NULL UNIQUE,
  t      TEXT NOT NULL,
  writer TEXT NOT NULL,
  n      INTEGER NOT NULL,
  leaf   BLOB NOT NULL,
  entry  BLOB NOT NULL,
  UNIQUE (writer, n)
) STRICT;
CREATE INDEX entry_by_type ON entry (t, idx);

-- note: the signed note with the cosignatures held; cosigners: how many verified ones it carries.
CREATE TABLE checkpoint (
  size      INTEGER PRIMARY KEY,
  note      TEXT NOT NULL,
  cosigners INTEGER NOT NULL
) STRICT;

-- Sealed by the writer; this database never sees a plaintext. dek: wrapped data key. subjects: handles, JSON array.
-- Only read since version 2.
CREATE TABLE vault (
  record      TEXT PRIMARY KEY,
  dek         BLOB NOT NULL,
  subjects    TEXT NOT NULL,
  disclosures BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE payload (
  record TEXT NOT NULL,
  field  TEXT NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (record, field)
) STRICT;

-- reference and key are NULL once erased.
CREATE TABLE subject (
  handle    TEXT PRIMARY KEY,
  kind      TEXT NOT NULL,
  reference BLOB,
  key       BLOB
) STRICT, WITHOUT ROWID;

-- Decisions that no later record has answered yet. leaf: base64url, as it stands in cause.
CREATE TABLE open_call (
  leaf TEXT PRIMARY KEY,
  idx  INTEGER NOT NULL,
  kind TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
