/**
 * Tables of the ledger database. Only idx, leaf and entry of `entry` are the log; everything else can be erased (sealed
 * content, subjects) or rebuilt (checkpoints from the log folder, open calls from the entries).
 */

/** Raised with every change of the tables. A later version is refused. */
export const SCHEMA_VERSION = 4;

/** Versions that can be opened. Opening for writing brings an older one up; see migrations.ts. */
export const READABLE_VERSIONS: ReadonlySet<unknown> = new Set([1, 2, 3, SCHEMA_VERSION]);

/** The types that nearly all records have. They are not indexed: finding them all is reading the whole log. */
export const FREQUENT_TYPES: readonly string[] = ['mcp.decision', 'mcp.outcome'];

/** True for rows in {@link BY_RARE_TYPE}. A query must say it in these words, or SQLite does not use the index. */
export const RARE_TYPE = `t NOT IN (${FREQUENT_TYPES.map((type) => `'${type}'`).join(', ')})`;

/** Finds the few records of all other types. */
export const BY_RARE_TYPE = `CREATE INDEX entry_by_rare_type ON entry (t, idx) WHERE ${RARE_TYPE};`;

export const SCHEMA = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

-- One row per leaf. idx is dense from 0. What is sealed lies in the same row, because a second row in a second table
-- costs as much as the first: dek: the record's key as stored (vault/record-keys.ts); subjects: handles, JSON array;
-- disclosures: sealed content; NULL when the record has none. Sealed by the writer: this database never sees a plaintext.
CREATE TABLE entry (
  idx         INTEGER PRIMARY KEY,
  id          TEXT NOT NULL UNIQUE,
  t           TEXT NOT NULL,
  writer      TEXT NOT NULL,
  n           INTEGER NOT NULL,
  leaf        BLOB NOT NULL,
  entry       BLOB NOT NULL,
  dek         BLOB,
  subjects    TEXT,
  disclosures BLOB
) STRICT;
${BY_RARE_TYPE}

-- note: the signed note with the cosignatures held; cosigners: how many verified ones it carries.
CREATE TABLE checkpoint (
  size      INTEGER PRIMARY KEY,
  note      TEXT NOT NULL,
  cosigners INTEGER NOT NULL
) STRICT;

CREATE TABLE payload (
  record TEXT NOT NULL,
  field  TEXT NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (record, field)
) STRICT;

-- reference is NULL once erased. key: of versions before 4 only; keys lie in a file of their own.
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
